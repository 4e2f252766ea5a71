package io.alignstreams.align.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.alignstreams.align.checkpoint.Safetensors;
import io.alignstreams.align.checkpoint.TensorEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes an ONNX graph node by node. Values are named by strings: every method that adds a node answers the name of its
 * output.
 *
 * <p>A weight is a reference into the safetensors file, which has to lie beside the graph; its bytes are never read here.
 */
final class GraphBuilder {
    /** The first with Gelu; ONNX Runtime 1.28 runs up to 23. */
    private static final long OPSET = 20;

    private static final long IR_VERSION = 9;
    private static final String MICROSOFT = "com.microsoft";

    private final Safetensors weights;
    private final GraphProto.Builder graph;
    private final Set<String> initializers = new HashSet<>();
    private boolean usesMicrosoft;

    GraphBuilder(String name, Safetensors weights) {
        this.weights = weights;
        this.graph = GraphProto.newBuilder().setName(name);
    }

    /** A dimension is a number, or a string that names what varies from run to run. */
    void input(String name, TensorProto.DataType type, Object... shape) {
        graph.addInput(valueInfo(name, type, shape));
    }

    void output(String name, Object... shape) {
        graph.addOutput(valueInfo(name, TensorProto.DataType.FLOAT, shape));
    }

    /** Tells the shape of a value that ONNX Runtime cannot infer by itself. */
    void declare(String name, Object... shape) {
        graph.addValueInfo(valueInfo(name, TensorProto.DataType.FLOAT, shape));
    }

    /** Adds a node with one output, which is named after it. */
    String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(List.of(attributes)));
        return name;
    }

    /** Adds a node of one of ONNX Runtime's own operators. */
    String microsoftNode(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        usesMicrosoft = true;
        node(operator, name, inputs, attributes);
        graph.getNodeBuilder(graph.getNodeCount() - 1).setDomain(MICROSOFT);
        return name;
    }

    boolean hasWeight(String name) {
        return weights.tensors().containsKey(name);
    }

    /** A tensor of the checkpoint, under its own name. */
    String weight(String name) {
        if (initializers.add(name)) {
            TensorEntry entry = weights.tensors().get(name);
            if (entry == null) {
                throw new IllegalArgumentException("no tensor " + name + " in " + weights.file());
            }
            graph.addInitializer(TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(TensorProto.DataType.FLOAT.getNumber())
                    .addAllDims(entry.shape())
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                            entry("location", weights.file().getFileName().toString()))
                    .addExternalData(entry("offset", String.valueOf(entry.offset())))
                    .addExternalData(entry("length", String.valueOf(entry.length()))));
        }
        return name;
    }

    String floats(String name, List<Long> shape, float... values) {
        if (initializers.add(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            constant(name, TensorProto.DataType.FLOAT, shape, bytes);
        }
        return name;
    }

    /** A vector of int64, as shapes and axes are given. */
    String longs(String name, long... values) {
        return longs(name, List.of((long) values.length), values);
    }

    String scalar(String name, long value) {
        return longs(name, List.of(), value);
    }

    private String longs(String name, List<Long> shape, long... values) {
        if (initializers.add(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asLongBuffer().put(values);
            constant(name, TensorProto.DataType.INT64, shape, bytes);
        }
        return name;
    }

    String ints(String name, List<Long> shape, int... values) {
        if (initializers.add(name)) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(values);
            constant(name, TensorProto.DataType.INT32, shape, bytes);
        }
        return name;
    }

    /** A tensor of int8 or uint8. */
    String bytes(String name, TensorProto.DataType type, List<Long> shape, byte... values) {
        if (initializers.add(name)) {
            constant(name, type, shape, ByteBuffer.wrap(values));
        }
        return name;
    }

    ModelProto build() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("align-streams")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph);
        if (usesMicrosoft) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1));
        }
        return model.build();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private void constant(String name, TensorProto.DataType type, List<Long> shape, ByteBuffer bytes) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(bytes)));
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static ValueInfoProto valueInfo(String name, TensorProto.DataType type, Object... shape) {
        List<TensorShapeProto.Dimension> dimensions = new ArrayList<>();
        for (Object dimension : shape) {
            dimensions.add(
                    dimension instanceof Number number
                            ? TensorShapeProto.Dimension.newBuilder()
                                    .setDimValue(number.longValue())
                                    .build()
                            : TensorShapeProto.Dimension.newBuilder()
                                    .setDimParam((String) dimension)
                                    .build());
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(TensorShapeProto.newBuilder().addAllDim(dimensions))))
                .build();
    }
}
