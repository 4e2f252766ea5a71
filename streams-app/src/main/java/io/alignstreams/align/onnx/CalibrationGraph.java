package io.alignstreams.align.onnx;

import static io.alignstreams.align.onnx.GraphBuilder.attribute;

import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The image tower with batch norms that use the statistics of the batch itself, as in training, and give them out. One
 * run over a batch measures what all {@code running_mean} and {@code running_var} would converge to.
 */
public final class CalibrationGraph {
    private CalibrationGraph() {}

    /**
     * Measures every batch norm's statistics.
     *
     * @param side of the square images, in pixels
     * @param weights with any running statistics
     * @param pixels uint8 [count, side, side, 3]
     * @return values by tensor name
     */
    public static Map<String, float[]> measure(
            AlignVisionConfig config, int side, Safetensors weights, int count, ByteBuffer pixels) throws IOException {
        List<String> statistics = new ArrayList<>();
        GraphBuilder graph = new GraphBuilder("align_vision_model_calibration", weights);
        VisionGraph.add(
                graph,
                config,
                (builder, module, input, epsilon) -> ofTheBatch(builder, module, input, epsilon, statistics),
                Pointwise.FP32,
                side,
                side,
                rescaleTable(config.numChannels()));
        try (CalibrationSession session = CalibrationSession.open(graph.build(), weights)) {
            return session.run(pixels, new long[] {count, side, side, config.numChannels()}, Set.copyOf(statistics));
        }
    }

    private static String ofTheBatch(
            GraphBuilder graph, String module, String input, float epsilon, List<String> statistics) {
        String axes = graph.longs("all_but_channels", 0, 2, 3);
        String mean = graph.node("ReduceMean", module + ".mean", List.of(input, axes), attribute("keepdims", 1L));
        String centred = graph.node("Sub", module + ".centred", List.of(input, mean));
        String squares = graph.node("Mul", module + ".squares", List.of(centred, centred));
        String flatMean = graph.node("Reshape", module + ".running_mean", List.of(mean, graph.longs("vector", -1)));
        String variance =
                graph.node("ReduceMean", module + ".running_var", List.of(squares, axes), attribute("keepdims", 0L));
        for (String statistic : List.of(flatMean, variance)) {
            graph.output(statistic, "channels");
            statistics.add(statistic);
        }
        return graph.node(
                "BatchNormalization",
                module,
                List.of(input, graph.weight(module + ".weight"), graph.weight(module + ".bias"), flatMean, variance),
                attribute("epsilon", epsilon));
    }

    private static float[] rescaleTable(int channels) {
        float[] table = new float[256 * channels];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) (i % 256 / 127.5) - 1;
        }
        return table;
    }
}
