package io.alignstreams.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignConfigTest {
    @Test
    void shouldTakeTheReferencesDefaultsForKeysThatAreAbsent() throws JsonProcessingException {
        for (String json : List.of("{}", "{'text_config':null,'vision_config':{}}", "{'model_type':'align','x':1}")) {
            AlignConfig config = parse(json);
            assertThat(config.projectionDim()).isEqualTo(640);
            assertThat(config.temperatureInitValue()).isEqualTo(1.0);
            assertThat(config.textConfig())
                    .isEqualTo(new AlignTextConfig(30522, 768, 12, 12, 3072, "gelu", 512, 2, 1e-12, 0, "absolute"));
            assertThat(config.visionConfig())
                    .isEqualTo(new AlignVisionConfig(
                            3,
                            600,
                            2.0,
                            3.1,
                            8,
                            List.of(3, 3, 5, 3, 5, 5, 3),
                            List.of(32, 16, 24, 40, 80, 112, 192),
                            List.of(16, 24, 40, 80, 112, 192, 320),
                            List.of(1, 2, 2, 2, 1, 2, 1),
                            List.of(1, 2, 2, 3, 3, 4, 1),
                            List.of(1, 6, 6, 6, 6, 6, 6),
                            List.of(),
                            0.25,
                            "swish",
                            2560,
                            "mean",
                            0.001));
        }
    }

    @Test
    void shouldReadTheCompleteStyleWithItsUnrelatedKeys() throws IOException {
        AlignConfig config = AlignConfig.fromPretrained(Golden.path("tiny-a"));
        assertThat(config.projectionDim()).isEqualTo(64);
        assertThat(config.textConfig().vocabSize()).isEqualTo(2013);
        assertThat(config.textConfig().numHiddenLayers()).isEqualTo(2);
        assertThat(config.visionConfig().widthCoefficient()).isEqualTo(0.2);
        assertThat(config.visionConfig().embeddingDimension()).isEqualTo(64);
    }

    @Test
    void shouldReadTheStyleThatOnlySaysWhatDiffers() throws JsonProcessingException {
        AlignConfig config = parse("{'model_type':'align','vision_config':{'image_size':289,'hidden_dim':640}}");
        assertThat(config.visionConfig().imageSize()).isEqualTo(289);
        assertThat(config.visionConfig().hiddenDim()).isEqualTo(640);
        assertThat(config.visionConfig().embeddingDimension()).isEqualTo(640);
    }

    @Test
    void shouldReadWhatItWrites() throws IOException {
        AlignConfig config = AlignConfig.fromPretrained(Golden.path("tiny-a"));
        assertThat(AlignConfig.fromJson("written", config.toJson())).isEqualTo(config);
    }

    @Test
    void shouldWriteKeysInOneOrder() {
        AlignConfig config =
                AlignConfig.fromTextVisionConfigs(AlignTextConfig.defaults(), AlignVisionConfig.defaults(), 640);
        List<String> keys = new ArrayList<>();
        config.toJson().path("vision_config").fieldNames().forEachRemaining(keys::add);

        assertThat(keys)
                .containsSubsequence(
                        "kernel_sizes", "in_channels", "out_channels", "strides", "num_block_repeats", "expand_ratios");
    }

    @Test
    void shouldRoundChannelsAndRepeatsAsTheReference() {
        AlignVisionConfig base = AlignVisionConfig.defaults();
        assertThat(base.outChannels().stream().map(base::roundFilters)).containsExactly(32, 48, 80, 160, 224, 384, 640);
        assertThat(base.numBlockRepeats().stream().map(base::roundRepeats)).containsExactly(4, 7, 7, 10, 10, 13, 4);
        assertThat(EfficientNetBlock.stemChannels(base)).isEqualTo(64);
    }

    /** Worked out by hand from the reference's rule, where the result is raised if it would lose more than a tenth. */
    @ParameterizedTest
    @CsvSource({
        "3, 0.11, '6, 3, 3, 6, 9, 12, 21, 36', '1, 1, 1, 1, 2, 3, 5'",
        "4, 0.15, '8, 4, 4, 8, 12, 16, 28, 48', '2, 1, 1, 2, 3, 4, 7'",
        "6, 0.22, '12, 6, 6, 12, 18, 24, 42, 72', '3, 1, 1, 3, 4, 6, 10'",
    })
    void shouldRoundToOtherDivisors(int divisor, double width, String channels, String squeezed)
            throws JsonProcessingException {
        AlignVisionConfig config = parse("{'vision_config':{'depth_divisor':" + divisor + ",'width_coefficient':"
                        + width + ",'depth_coefficient':1.0}}")
                .visionConfig();
        List<EfficientNetBlock> firsts = EfficientNetBlock.of(config).stream()
                .filter(block -> !block.residual())
                .toList();

        assertThat(EfficientNetBlock.stemChannels(config))
                .isEqualTo(numbers(channels).get(0));
        assertThat(firsts)
                .extracting(EfficientNetBlock::outChannels)
                .isEqualTo(numbers(channels).subList(1, 8));
        assertThat(firsts).extracting(EfficientNetBlock::squeezeChannels).isEqualTo(numbers(squeezed));
    }

    private static List<Integer> numbers(String list) {
        return List.of(list.split(", ")).stream().map(Integer::valueOf).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'projection_dim':640.9}|expected projection_dim to be a whole number above 0, found 640.9",
                "{'model_type':'clip'}|config.json: expected model_type to be align, found clip",
                "{'projection_dim':0}|expected projection_dim to be a whole number above 0, found 0",
                "{'text_config':{'hidden_size':'big'}}|config.json, text_config: expected hidden_size",
                "{'text_config':{'hidden_size':100}}|a multiple of the 12 attention heads, found 100",
                "{'text_config':{'hidden_act':'relu'}}|expected hidden_act to be gelu, found relu",
                "{'text_config':{'position_embedding_type':'relative_key'}}|absolute",
                "{'text_config':7}|config.json, text_config: expected a JSON object, found 7",
                "{'vision_config':{'kernel_sizes':[3,4,5,3,5,5,3]}}|expected kernel_sizes to be odd",
                "{'vision_config':{'strides':[1,2]}}|expected strides to be as long as kernel_sizes, 7 stages",
                "{'vision_config':{'strides':[1,2,2,2,1,3,1]}}|expected strides to be 1 or 2",
                "{'vision_config':{'strides':[1,2,2,2,1,0,1]}}|whole numbers from 1, found 0",
                "{'vision_config':{'expand_ratios':'6'}}|expected expand_ratios to be an array",
                "{'vision_config':{'hidden_act':'gelu'}}|swish or silu",
                "{'vision_config':{'pooling_type':'sum'}}|mean or max",
                "{'vision_config':{'num_channels':1}}|expected num_channels to be 3",
                "{'vision_config':{'batch_norm_eps':-1}}|a number above 0",
            })
    void shouldRefuseWhatCannotBe(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAStageThatDoesNotTakeWhatTheOneBeforeGives() {
        assertThatThrownBy(
                        () -> EfficientNetBlock.of(parse("{'vision_config':{'in_channels':[32,16,24,40,88,112,192]}}")
                                .visionConfig()))
                .hasMessageContaining("expected in_channels[4] to be the 160 channels");
    }

    @Test
    void shouldSayWhereAFileIsNotJson(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\n\"model_type\": align}");
        assertThatThrownBy(() -> AlignConfig.fromPretrained(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("found a fault in line 2");
    }

    private static AlignConfig parse(String json) throws JsonProcessingException {
        return AlignConfig.fromJson("config.json", new ObjectMapper().readTree(json.replace('\'', '"')));
    }
}
