package io.alignstreams.align.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.AlignTextConfig;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.EfficientNetBlock;
import io.alignstreams.align.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The full-size model's shape against the reference's. */
class AlignTensorsTest {
    private static final AlignConfig BASE =
            AlignConfig.fromTextVisionConfigs(AlignTextConfig.defaults(), AlignVisionConfig.defaults(), 640);

    @Test
    void shouldNameEveryTensorOfTheFullSizeModelInOrder() throws IOException {
        List<String> expected = Files.readAllLines(Golden.path("base-shape/state_dict.tsv"));
        List<String> found = AlignTensors.of(BASE).stream()
                .map(tensor -> tensor.name() + "\t" + tensor.dtype() + "\t"
                        + (tensor.shape().isEmpty()
                                ? "scalar"
                                : tensor.shape().stream().map(String::valueOf).collect(Collectors.joining("x"))))
                .toList();
        assertThat(found).hasSize(1394).isEqualTo(expected);
    }

    @Test
    void shouldCountTheParametersOfTheFullSizeModel() {
        long parameters = AlignTensors.of(BASE).stream()
                .filter(tensor -> tensor.dtype().equals("F32")
                        && !tensor.name().endsWith(".running_mean")
                        && !tensor.name().endsWith(".running_var"))
                .mapToLong(TensorSpec::elementCount)
                .sum();
        assertThat(parameters).isEqualTo(172_117_841);
    }

    @Test
    void shouldWorkOutEveryBlockOfTheFullSizeModel() {
        JsonNode expected = Golden.json("base-shape/blocks.json");
        List<EfficientNetBlock> blocks = EfficientNetBlock.of(BASE.visionConfig());
        assertThat(blocks).hasSize(55);
        int size = EfficientNetBlock.stemOutputSize(289);
        assertThat(size).isEqualTo(144);
        for (EfficientNetBlock block : blocks) {
            JsonNode reference = expected.path("blocks").path(block.index());
            assertThat(block)
                    .isEqualTo(new EfficientNetBlock(
                            reference.path("index").asInt(),
                            reference.path("stage").asInt(),
                            reference.path("in_ch").asInt(),
                            reference.path("mid_ch").asInt(),
                            reference.path("out_ch").asInt(),
                            reference.path("kernel").asInt(),
                            reference.path("stride").asInt(),
                            reference.path("pad_lrtb").path(0).asInt(),
                            reference.path("pad_lrtb").path(1).asInt(),
                            reference.path("se_ch").asInt(),
                            reference.path("expand").asInt() != 1,
                            reference.path("residual").asBoolean()));
            assertThat(size).isEqualTo(reference.path("in_hw").path(0).asInt());
            size = block.outputSize(size);
            assertThat(size).isEqualTo(reference.path("out_hw").path(0).asInt());
        }
    }
}
