package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeptRatiosTest {
    private static final String LINE = "{\"bench\":\"scale\",\"case\":\"two\",\"ratio\":1.0,\"tolerance\":0.1}\n";

    @TempDir
    private Path folder;

    @Test
    void shouldSayNothingOfARatioThatIsAsGoodButForNoise() throws IOException {
        assertThat(kept(LINE).worse("scale", List.of(row("two", 0.9)))).isEmpty();
        assertThat(kept(LINE).worse("scale", List.of(row("two", 2)))).isEmpty();
    }

    @Test
    void shouldNameARatioThatIsWorse() throws IOException {
        assertThat(kept(LINE).worse("scale", List.of(row("two", 0.89))))
                .containsExactly("scale, two: expected a ratio of at least 0.900 (1.000 less 10 %), found 0.890");
    }

    @Test
    void shouldNameACaseThatIsThereNoMore() throws IOException {
        assertThat(kept(LINE).worse("scale", List.of(row("four", 1))))
                .containsExactly("scale: expected a case 'two', found 'four'");
    }

    @Test
    void shouldAskNothingOfOtherBenchmarks() throws IOException {
        assertThat(kept(LINE).worse("tower", List.of(row("two", 0.1)))).isEmpty();
    }

    @Test
    void shouldCountWhatIsKeptOfSomeBenchmarks() throws IOException {
        KeptRatios kept = kept(LINE + LINE.replace("scale", "tower"));

        assertThat(kept.count(List.of("scale"))).isEqualTo(1);
        assertThat(kept.count(List.of("scale", "tower"))).isEqualTo(2);
        assertThat(kept.count(List.of("labels"))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1.0, 10", "1.0, 1", "1.0, -0.1", "0, 0.1", "-1, 0.1"})
    void shouldNameALineThatNoRatioCouldMiss(String ratio, String tolerance) {
        assertThatThrownBy(() -> kept(LINE.replace("1.0", ratio).replace("0.1", tolerance)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "ratios.jsonl, line 1: expected a ratio above 0 and a tolerance from 0 to below 1, found ");
    }

    @Test
    void shouldNameALineThatIsNoKeptRatio() {
        assertThatThrownBy(() -> kept(LINE + "\n{\"bench\":3\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ratios.jsonl, line 3: expected bench, case, ratio and tolerance as JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"case\":\"two\",\"ratio\":1.0,\"tolerance\":0.1}",
                "{\"bench\":\"scale\",\"ratio\":1.0,\"tolerance\":0.1}",
                "{\"bench\":\"scale\",\"case\":\"two\",\"tolerance\":0.1}",
                "{\"bench\":\"scale\",\"case\":\"two\",\"ratio\":1.0}",
                "{\"bench\":\"scale\",\"case\":\"two\",\"ratio\":null,\"tolerance\":0.1}",
                "{\"bench\":null,\"case\":\"two\",\"ratio\":1.0,\"tolerance\":0.1}"
            })
    void shouldNameALineThatLacksSomething(String line) {
        assertThatThrownBy(() -> kept(LINE + line))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ratios.jsonl, line 2: expected bench, case, ratio and tolerance as JSON");
    }

    @Test
    void shouldNameABenchmarkThatThereIsNot() {
        assertThatThrownBy(() -> kept(LINE.replace("scale", "scales")))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("ratios.jsonl, line 1: expected a bench of scale, tower, found 'scales'");
    }

    @Test
    void shouldTakeARowThatWasPrintedWithATolerance() throws IOException {
        String printed = "{\"bench\":\"scale\",\"case\":\"two\",\"ours\":9.0,\"reference\":9.0,\"unit\":\"images/s\","
                + "\"ratio\":1.0,\"spread\":0.01,\"tolerance\":0.1}";

        assertThat(kept(printed).worse("scale", List.of(row("two", 0.8)))).hasSize(1);
    }

    private KeptRatios kept(String lines) throws IOException {
        return KeptRatios.read(Files.writeString(folder.resolve("ratios.jsonl"), lines), List.of("scale", "tower"));
    }

    private static Row row(String name, double ratio) {
        return new Row("scale", name, ratio, 1, "images/s", ratio, 0, 0);
    }
}
