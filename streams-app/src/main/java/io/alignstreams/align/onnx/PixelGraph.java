package io.alignstreams.align.onnx;

import static io.alignstreams.align.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;

/**
 * The head of the image tower's graph: bytes become the values that the preprocessor's table has for them.
 *
 * <p>A division and a subtraction take a fraction of the time that looking up each byte does. They stand for the table only where
 * they give the very same 256 values, as they do for the factor 1/127.5 of ALIGN.
 */
final class PixelGraph {
    private PixelGraph() {}

    /**
     * Adds the head.
     *
     * @param pixels uint8 [batch, height, width, channels]
     * @param table the float32 value of each byte, 256 for every channel
     * @return float32 [batch, channels, height, width]
     */
    static String add(GraphBuilder graph, String pixels, int channels, float[] table) {
        String planes = graph.node("Transpose", "pixel_planes", List.of(pixels), attribute("perm", 0, 3, 1, 2));
        if (!sameForAll(channels, table)) {
            return lookUp(graph, planes, table, channels);
        }
        float[] one = Arrays.copyOf(table, 256);
        float offset = -one[0];
        float divisor = 255 / (one[255] + offset);
        return equals(one, divisor, offset) ? divide(graph, planes, divisor, offset) : lookUp(graph, planes, one, 1);
    }

    private static boolean sameForAll(int channels, float[] table) {
        boolean same = true;
        for (int channel = 1; channel < channels; channel++) {
            same &= Arrays.equals(table, 0, 256, table, 256 * channel, 256 * (channel + 1));
        }
        return same;
    }

    private static boolean equals(float[] table, float divisor, float offset) {
        boolean equal = true;
        for (int value = 0; value < table.length; value++) {
            equal &= Float.compare(table[value], value / divisor - offset) == 0;
        }
        return equal;
    }

    private static String divide(GraphBuilder graph, String planes, float divisor, float offset) {
        String bytes = graph.node("Cast", "pixel_floats", List.of(planes), attribute("to", DataType.FLOAT.getNumber()));
        String quotient = graph.node(
                "Div", "pixel_quotients", List.of(bytes, graph.floats("rescale_divisor", List.of(), divisor)));
        return graph.node("Sub", "pixel_values", List.of(quotient, graph.floats("rescale_offset", List.of(), offset)));
    }

    private static String lookUp(GraphBuilder graph, String planes, float[] table, int tables) {
        String index = graph.node("Cast", "pixel_index", List.of(planes), attribute("to", DataType.INT32.getNumber()));
        if (tables > 1) {
            int[] starts = new int[tables];
            Arrays.setAll(starts, channel -> 256 * channel);
            String start = graph.ints("rescale_start", List.of(1L, (long) tables, 1L, 1L), starts);
            index = graph.node("Add", "pixel_index_by_channel", List.of(index, start));
        }
        String values = graph.floats("rescale_table", List.of((long) table.length), table);
        return graph.node("Gather", "pixel_values", List.of(values, index));
    }
}
