package io.alignstreams.bench;

import java.util.List;

/** The benchmarks there are. */
public enum Bench {
    TOWER("our image tower, against the one that PyTorch exports", true),
    PIPELINE("JPEGs in Kafka to committed classifications and embeddings, against the image tower alone", true),
    BATCHING("simulated accelerators that are fast when their batches are full, against their capacity", false),
    OVERHEAD("a model that answers at once, against Kafka Streams alone", false),
    SCALE("2 and 4 instances with a simulated accelerator each, against one", false),
    LATENCY("from an image that is sent to its committed classification, at several loads", true),
    UPDATE("from a label set that is sent to its first committed classification, while images come", true),
    DUPLICATES("a feed in which half of the images came before, against one without", true),
    DECODE("what it takes to decode an image, against the image tower and against Pillow", true),
    LABELS("what it takes to classify by many labels, against the image tower", true),
    START("from an instance's start until it runs, and until it has scored an image, against limits", true),
    MEMORY("an instance's memory while it scores as many images as it can, against a limit", true);

    private final String description;
    private final boolean needsModel;

    Bench(String description, boolean needsModel) {
        this.description = description;
        this.needsModel = needsModel;
    }

    /** What is measured against what. */
    public String description() {
        return description;
    }

    /** Whether it runs a model of full size. */
    public boolean needsModel() {
        return needsModel;
    }

    /** Measures, for some minutes. */
    public List<Row> measure(BenchSetup setup) throws Exception {
        Benchmark benchmark =
                switch (this) {
                    case TOWER -> new TowerBench();
                    case PIPELINE -> new PipelineBench();
                    case BATCHING -> new BatchingBench();
                    case OVERHEAD -> new OverheadBench();
                    case SCALE -> new ScaleBench();
                    case LATENCY -> new LatencyBench();
                    case UPDATE -> new UpdateBench();
                    case DUPLICATES -> new DuplicatesBench();
                    case DECODE -> new DecodeBench();
                    case LABELS -> new LabelsBench();
                    case START -> new StartBench();
                    case MEMORY -> new MemoryBench();
                };
        return benchmark.measure(setup);
    }
}
