package io.alignstreams.embedding;

import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.TextEmbedder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/** An embedder of texts of which it is measured what it is given and how long it takes. */
public final class MeteredTextEmbedder implements TextEmbedder {
    private final TextEmbedder embedder;
    private final MeterRegistry meters;
    private final Timer text;
    private final Counter texts;

    public MeteredTextEmbedder(TextEmbedder embedder, MeterRegistry meters) {
        this.embedder = embedder;
        this.meters = meters;
        this.text = StageTimer.of("text", meters);
        this.texts = Counter.builder("align.texts")
                .description("Texts of label sets that went through the text tower")
                .register(meters);
    }

    @Override
    public ModelIdentity identity() {
        return embedder.identity();
    }

    @Override
    public List<Embedding> embed(List<String> all) {
        texts.increment(all.size());
        Timer.Sample sample = Timer.start(meters);
        try {
            return embedder.embed(all);
        } finally {
            sample.stop(text);
        }
    }
}
