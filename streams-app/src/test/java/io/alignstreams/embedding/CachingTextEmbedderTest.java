package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.TextEmbedder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachingTextEmbedderTest {
    private final Lengths lengths = new Lengths();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final TextEmbedder embedder = new CachingTextEmbedder(lengths, 10_000, meters);

    /** Embeds a text by its length, and an empty one not at all. */
    private static final class Lengths implements TextEmbedder {
        final List<List<String>> asked = new ArrayList<>();

        @Override
        public ModelIdentity identity() {
            return new ModelIdentity("lengths", "lengths", "lengths", 2, 1);
        }

        @Override
        public List<Embedding> embed(List<String> texts) {
            asked.add(texts);
            return texts.stream().map(Lengths::vector).toList();
        }

        static Embedding vector(String text) {
            return Embedding.normalize(new float[] {text.length(), text.isEmpty() ? Float.NaN : 1});
        }
    }

    @Test
    void shouldEmbedOnlyWhatIsNewAndKeepTheOrder() {
        assertThat(embedder.embed(List.of("a cat", "a dog")))
                .containsExactly(Lengths.vector("a cat"), Lengths.vector("a dog"));
        assertThat(embedder.embed(List.of("a mouse", "a dog", "an owl", "a cat", "an owl")))
                .containsExactly(
                        Lengths.vector("a mouse"),
                        Lengths.vector("a dog"),
                        Lengths.vector("an owl"),
                        Lengths.vector("a cat"),
                        Lengths.vector("an owl"));

        assertThat(lengths.asked).containsExactly(List.of("a cat", "a dog"), List.of("a mouse", "an owl"));
    }

    @Test
    void shouldNotCallTheModelForTextsThatAreAllKnown() {
        embedder.embed(List.of("a cat"));
        embedder.embed(List.of("a cat"));

        assertThat(lengths.asked).hasSize(1);
    }

    @Test
    void shouldKeepNothingOfAFault() {
        assertThatThrownBy(() -> embedder.embed(List.of("a cat", ""))).isInstanceOf(IllegalArgumentException.class);
        embedder.embed(List.of("a cat"));

        assertThat(lengths.asked).containsExactly(List.of("a cat", ""), List.of("a cat"));
    }

    @Test
    void shouldKeepNoMoreThanItsBudget() {
        for (int i = 0; i < 1_000; i++) {
            embedder.embed(List.of("thing " + i));
        }

        assertThat(meters.get("cache.size").gauge().value()).isBetween(1.0, 10_000 / 420.0);
    }

    @Test
    void shouldKeepNothingWithoutABudget() {
        TextEmbedder off = new CachingTextEmbedder(lengths, 0, new SimpleMeterRegistry());
        off.embed(List.of("a cat"));
        off.embed(List.of("a cat"));

        assertThat(lengths.asked).hasSize(2);
    }

    @Test
    void shouldCountTextsThatWereKnownAndThoseThatWereNot() {
        embedder.embed(List.of("a cat", "a dog"));
        embedder.embed(List.of("a cat", "a dog", "an owl"));

        assertThat(gets("hit")).isEqualTo(2);
        assertThat(gets("miss")).isEqualTo(3);
    }

    private double gets(String result) {
        return meters.get("cache.gets")
                .tag("cache", "texts")
                .tag("result", result)
                .functionCounter()
                .count();
    }
}
