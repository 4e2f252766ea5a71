package io.alignstreams.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Ratios of an earlier day, and how much of each may be lost by noise alone. */
public final class KeptRatios {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final List<Kept> kept;

    private KeptRatios(List<Kept> kept) {
        this.kept = kept;
    }

    /**
     * One case's ratio.
     *
     * @param tolerance share of it that may be missing
     */
    private record Kept(String bench, @JsonProperty("case") String name, double ratio, double tolerance) {
        boolean canBeMissed() {
            return ratio > 0 && tolerance >= 0 && tolerance < 1;
        }

        double least() {
            return ratio * (1 - tolerance);
        }
    }

    /**
     * Reads a JSON object a line: bench, case, ratio, tolerance. There may be more in it.
     *
     * @param benches names of all benchmarks
     * @throws IOException if it is no such file; the message names the line
     */
    public static KeptRatios read(Path file, Collection<String> benches) throws IOException {
        List<Kept> kept = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            try {
                if (!line.isBlank()) {
                    Kept one = JSON.readValue(line, Kept.class);
                    if (!benches.contains(one.bench)) {
                        throw new IOException(file + ", line " + number + ": expected a bench of "
                                + String.join(", ", benches) + ", found '" + one.bench + "'");
                    }
                    if (!one.canBeMissed()) {
                        throw new IOException(file + ", line " + number
                                + ": expected a ratio above 0 and a tolerance from 0 to below 1, found "
                                + one.ratio + " and " + one.tolerance);
                    }
                    kept.add(one);
                }
            } catch (JsonProcessingException e) {
                throw new IOException(
                        file + ", line " + number + ": expected bench, case, ratio and tolerance as JSON, found: "
                                + e.getOriginalMessage(),
                        e);
            }
        }
        return new KeptRatios(kept);
    }

    /** How many cases of these benchmarks are kept. */
    public int count(Collection<String> benches) {
        return (int) kept.stream().filter(one -> benches.contains(one.bench)).count();
    }

    /** A sentence for each kept case of a benchmark that has become worse, or is there no more. */
    public List<String> worse(String bench, List<Row> rows) {
        List<String> worse = new ArrayList<>();
        for (Kept one : kept) {
            if (one.bench.equals(bench)) {
                Optional<Row> found =
                        rows.stream().filter(row -> row.name().equals(one.name)).findFirst();
                if (found.isEmpty()) {
                    worse.add(bench + ": expected a case '" + one.name + "', found "
                            + rows.stream().map(row -> "'" + row.name() + "'").collect(Collectors.joining(", ")));
                } else if (!(found.get().ratio() >= one.least())) {
                    worse.add(String.format(
                            Locale.ROOT,
                            "%s, %s: expected a ratio of at least %.3f (%.3f less %.0f %%), found %.3f",
                            bench,
                            one.name,
                            one.least(),
                            one.ratio,
                            100 * one.tolerance,
                            found.get().ratio()));
                }
            }
        }
        return worse;
    }
}
