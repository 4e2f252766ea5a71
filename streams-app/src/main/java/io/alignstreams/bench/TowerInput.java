package io.alignstreams.bench;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** One picture as different image towers take it. */
record TowerInput(EfficientNetImageProcessor processor, RgbImage picture) {
    /** A picture of the setup's seed. */
    static TowerInput of(BenchSetup setup) throws IOException, ImageRefusedException {
        byte[] jpeg = new BenchPictures(setup.seed()).jpeg();
        return new TowerInput(
                EfficientNetImageProcessor.fromPretrained(setup.model()),
                new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT).decode(jpeg));
    }

    /**
     * A batch that holds the picture again and again, of the type that a graph asks for: uint8 [batch, height, width, 3], as
     * ours, or float32 [batch, 3, height, width], as PyTorch's. The caller closes it.
     */
    OnnxTensor tensor(@Nullable NodeInfo input, int batch) throws OrtException {
        OnnxJavaType type =
                input != null && input.getInfo() instanceof TensorInfo tensor ? tensor.type : OnnxJavaType.UNKNOWN;
        int height = processor.cropHeight();
        int width = processor.cropWidth();
        return switch (type) {
            case UINT8 -> tensor(type, batch, processor.preprocess(picture).pixels(), height, width, 3);
            case FLOAT -> {
                float[] values = processor.pixelValues(picture);
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
                bytes.asFloatBuffer().put(values);
                yield tensor(type, batch, bytes.array(), 3, height, width);
            }
            default ->
                throw new IllegalArgumentException("expected a graph whose input is uint8 or float32, found " + input);
        };
    }

    private static OnnxTensor tensor(OnnxJavaType type, int batch, byte[] one, long... shape) throws OrtException {
        ByteBuffer all = ByteBuffer.allocateDirect(batch * one.length).order(ByteOrder.nativeOrder());
        for (int i = 0; i < batch; i++) {
            all.put(one);
        }
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), all.flip(), new long[] {batch, shape[0], shape[1], shape[2]}, type);
    }
}
