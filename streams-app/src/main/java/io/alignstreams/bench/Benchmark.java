package io.alignstreams.bench;

import java.util.List;

/** Measures one thing, in one or more cases. */
@FunctionalInterface
interface Benchmark {
    List<Row> measure(BenchSetup setup) throws Exception;
}
