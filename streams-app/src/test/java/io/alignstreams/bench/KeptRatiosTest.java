package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                .containsExactly("scale, two: expected a ratio of at least 0.900 (1.000 less 10 %), found NaN");
    }

    @Test
    void shouldAskNothingOfOtherBenchmarks() throws IOException {
        assertThat(kept(LINE).worse("tower", List.of(row("two", 0.1)))).isEmpty();
    }

    @Test
    void shouldNameALineThatIsNoKeptRatio() {
        assertThatThrownBy(() -> kept(LINE + "\n{\"bench\":3\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ratios.jsonl, line 3: expected bench, case, ratio and tolerance as JSON");
    }

    private KeptRatios kept(String lines) throws IOException {
        return KeptRatios.read(Files.writeString(folder.resolve("ratios.jsonl"), lines));
    }

    private static Row row(String name, double ratio) {
        return new Row("scale", name, ratio, 1, "images/s", ratio, 0, 0);
    }
}
