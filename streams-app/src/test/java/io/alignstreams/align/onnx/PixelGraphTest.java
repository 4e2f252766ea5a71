package io.alignstreams.align.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.alignstreams.align.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PixelGraphTest {
    private static final Path WEIGHTS = Path.of("../config/demo-model/model.safetensors");
    private static final int CHANNELS = 3;

    @Test
    void shouldDivideWhereThatGivesTheVeryTable() throws IOException {
        assertThat(operators(table(1 / 127.5, 1, 0))).contains("Div").doesNotContain("Gather");
    }

    @Test
    void shouldLookUpWhatNoDivisionGives() throws IOException {
        float[] table = table(1 / 127.5, 1, 0);
        for (int value = 7; value < table.length; value += 256) {
            table[value] = Math.nextUp(table[value]);
        }
        assertThat(operators(table)).contains("Gather").doesNotContain("Div");
    }

    @Test
    void shouldLookUpChannelsOfDifferentTables() throws IOException {
        assertThat(operators(table(1 / 255.0, 0.5, 0.25))).contains("Gather", "Add");
    }

    /** Checks that every byte of every channel becomes the table's value, to the bit, and gives the graph's operators. */
    private static Set<String> operators(float[] table) throws IOException {
        Safetensors weights = Safetensors.open(WEIGHTS);
        GraphBuilder graph = new GraphBuilder("pixels", weights);
        graph.input(VisionGraph.PIXELS, DataType.UINT8, "batch", 16, 16, CHANNELS);
        String values = PixelGraph.add(graph, VisionGraph.PIXELS, CHANNELS, table);
        graph.output(values, "batch", CHANNELS, 16, 16);
        ModelProto model = graph.build();
        ByteBuffer pixels = ByteBuffer.allocateDirect(256 * CHANNELS);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (byte) (i / CHANNELS));
        }
        try (CalibrationSession session = CalibrationSession.open(model, weights)) {
            Map<String, float[]> outputs = session.run(pixels, new long[] {1, 16, 16, CHANNELS}, Set.of(values));
            assertThat(outputs.get(values)).containsExactly(table);
        }
        return Set.copyOf(model.getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .distinct()
                .toList());
    }

    /** Each channel's offset is larger than that of the one before by a step. */
    private static float[] table(double factor, double offset, double step) {
        float[] table = new float[256 * CHANNELS];
        for (int i = 0; i < table.length; i++) {
            int channel = i / 256;
            table[i] = (float) (i % 256 * factor) - (float) (offset + channel * step);
        }
        return table;
    }
}
