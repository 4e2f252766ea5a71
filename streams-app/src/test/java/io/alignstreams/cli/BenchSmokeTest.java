package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.alignstreams.align.Golden;
import io.alignstreams.align.checkpoint.CheckpointImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks as the command runs them, in their shortest form. What they measure says nothing then. */
class BenchSmokeTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldMeasureDrawAndCompare() throws IOException {
        Path model = folder.resolve("model");
        new CheckpointImporter(Golden.path("tiny-a"), step -> {}).importInto(model, "tiny-a");
        Path kept = Files.writeString(
                folder.resolve("ratios.jsonl"),
                "{\"bench\":\"duplicates\",\"case\":\"half of the images came before\",\"ratio\":1000,\"tolerance\":0.1}\n");
        Path plots = folder.resolve("plots");

        Execution bench = Execution.of(
                "bench",
                "duplicates",
                "labels",
                "tower",
                "--rounds",
                "1",
                "--share",
                "0.5",
                "--model",
                model.toString(),
                "--json",
                "--plot",
                plots.toString(),
                "--check",
                kept.toString());

        assertThat(bench.status()).as(bench.err()).isEqualTo(1);
        assertThat(bench.err())
                .contains(
                        "duplicates, half of the images came before: expected a ratio of at least 900.000",
                        kept + ": 1 of 1 ratios are worse");
        List<JsonNode> rows = rows(bench.out());
        assertThat(rows).extracting(row -> row.path("bench").asText()).containsOnly("duplicates", "labels", "tower");
        assertThat(rows)
                .extracting(row -> row.path("case").asText())
                .contains(
                        "half of the images came before",
                        "1000 labels, to 1 % of the tower",
                        "best setting of each, to no optimisation");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.path("unit").asText()).isIn("images/s", "ms");
            assertThat(row.path("ours").asDouble()).isPositive();
            assertThat(row.path("reference").asDouble()).isPositive();
            assertThat(row.path("ratio").asDouble()).isPositive();
            assertThat(row.path("spread").asDouble(-1)).isZero();
        });
        assertThat(plots.resolve("duplicates.png")).isNotEmptyFile();
        assertThat(plots.resolve("labels.png")).isNotEmptyFile();
    }

    @Test
    void shouldRefuseToCompareWithNothing() throws IOException {
        Path kept = Files.writeString(
                folder.resolve("ratios.jsonl"),
                "{\"bench\":\"labels\",\"case\":\"10 labels\",\"ratio\":1,\"tolerance\":0.1}\n");

        Execution bench = Execution.of("bench", "scale", "overhead", "--check", kept.toString());

        assertThat(bench.status()).isEqualTo(1);
        assertThat(bench.err()).contains(kept + ": expected a ratio of scale or overhead, found none; measure others");
    }

    private static List<JsonNode> rows(String lines) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }
}
