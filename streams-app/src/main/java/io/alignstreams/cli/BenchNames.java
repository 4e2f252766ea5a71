package io.alignstreams.cli;

import io.alignstreams.bench.Bench;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** The benchmarks' names, as users type them. */
final class BenchNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return all().iterator();
    }

    static List<String> all() {
        return Arrays.stream(Bench.values()).map(Choice::spelt).toList();
    }
}
