package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.topology.Code;
import io.alignstreams.topology.EmbeddedImage;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingCacheTest {
    private static final long ROOM = 100_000;

    private final List<Job> again = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final EmbeddingCache cache = new EmbeddingCache(ROOM, again::add, meters);

    @Test
    void shouldHaveOneOfEqualImagesEmbedded() {
        Job first = job("a");
        Job second = job("a");

        assertThat(cache.isToBeMade(first)).isTrue();
        assertThat(cache.isToBeMade(second)).isFalse();
        assertThat(second.result()).isNotDone();
        assertThat(second.followed()).isSameAs(first);
        first.result().complete(embedded("a"));
        assertThat(second.result()).isCompletedWithValue(embedded("a"));
        assertThat(again).isEmpty();
    }

    @Test
    void shouldHaveOtherImagesEmbedded() {
        assertThat(cache.isToBeMade(job("a"))).isTrue();
        assertThat(cache.isToBeMade(job("b"))).isTrue();
    }

    @Test
    void shouldGiveWhatWasMadeBefore() {
        made("a");
        Job job = job("a");

        assertThat(cache.isToBeMade(job)).isFalse();
        assertThat(job.result()).isCompletedWithValue(embedded("a"));
        assertThat(cache.isToBeMade(job("a"))).isFalse();
    }

    @Test
    void shouldHaveOneThatWaitedMakeItWhenTheFirstIsCancelled() {
        Job first = job("a");
        Job second = job("a");
        Job third = job("a");
        cache.isToBeMade(first);
        cache.isToBeMade(second);
        cache.isToBeMade(third);
        first.result().cancel(false);

        assertThat(again).containsExactlyInAnyOrder(second, third);
        assertThat(cache.isToBeMade(second)).isTrue();
        assertThat(second.followed()).isNull();
        assertThat(cache.isToBeMade(third)).isFalse();
        second.result().complete(embedded("a"));
        assertThat(third.result()).isCompletedWithValue(embedded("a"));
    }

    @Test
    void shouldForgetOneThatWaitedAndIsCancelled() {
        Job first = job("a");
        Job second = job("a");
        cache.isToBeMade(first);
        cache.isToBeMade(second);
        second.result().cancel(false);
        first.result().cancel(false);

        assertThat(again).isEmpty();
        assertThat(cache.isToBeMade(job("a"))).isTrue();
    }

    @Test
    void shouldShareNeitherRefusalsNorFaults() {
        Job refused = job("a");
        Job failed = job("b");
        Job afterRefused = job("a");
        Job afterFailed = job("b");
        List.of(refused, failed, afterRefused, afterFailed).forEach(cache::isToBeMade);
        refused.result().complete(new EmbeddedImage.Refused(new Refusal(Code.IMAGE_UNDECODABLE, "a test wants it")));
        failed.result().completeExceptionally(new IllegalStateException("a test wants it"));

        assertThat(again).containsExactly(afterRefused, afterFailed);
        assertThat(cache.isToBeMade(afterRefused)).isTrue();
        assertThat(cache.isToBeMade(afterFailed)).isTrue();
    }

    @Test
    void shouldHaveAllThatWaitedForARefusedImageTryItSideBySide() {
        Job refused = job("a");
        List<Job> waited = List.of(job("a"), job("a"), job("a"));
        cache.isToBeMade(refused);
        waited.forEach(cache::isToBeMade);
        refused.result().complete(new EmbeddedImage.Refused(new Refusal(Code.IMAGE_UNDECODABLE, "a test wants it")));

        assertThat(again).containsExactlyInAnyOrderElementsOf(waited);
        assertThat(waited).allMatch(cache::isToBeMade);
    }

    @Test
    void shouldShareAnEmbeddingThatItHasNoRoomFor() {
        EmbeddingCache small = new EmbeddingCache(1, again::add, new SimpleMeterRegistry());
        Job first = job("a");
        Job second = job("a");
        small.isToBeMade(first);
        small.isToBeMade(second);
        first.result().complete(embedded("a"));

        assertThat(second.result()).isCompletedWithValue(embedded("a"));
        assertThat(again).isEmpty();
    }

    @Test
    void shouldKeepNoMoreThanItsBudget() {
        for (int i = 0; i < 1_000; i++) {
            made("image " + i);
        }

        assertThat(meters.get("cache.size").gauge().value()).isBetween(1.0, ROOM / 408.0);
    }

    @Test
    void shouldShareNothingWhenItIsOff() {
        EmbeddingCache off = new EmbeddingCache(0, again::add, new SimpleMeterRegistry());
        Job first = job("a");

        assertThat(off.isToBeMade(first)).isTrue();
        assertThat(off.isToBeMade(job("a"))).isTrue();
        first.result().complete(embedded("a"));
        assertThat(off.isToBeMade(job("a"))).isTrue();
        assertThat(again).isEmpty();
    }

    @Test
    void shouldCountImagesThatWereMadeAndThoseThatWereNot() {
        Job first = job("a");
        cache.isToBeMade(first);
        cache.isToBeMade(job("a"));
        first.result().complete(embedded("a"));
        cache.isToBeMade(job("a"));

        assertThat(gets("hit")).isEqualTo(2);
        assertThat(gets("miss")).isEqualTo(1);
    }

    private double gets(String result) {
        return meters.get("cache.gets")
                .tag("cache", "embeddings")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    private void made(String image) {
        Job job = job(image);
        cache.isToBeMade(job);
        job.result().complete(embedded(image));
    }

    private static Job job(String digest) {
        Job job = new Job();
        job.digest(digest);
        return job;
    }

    private static EmbeddedImage embedded(String digest) {
        return new EmbeddedImage.Embedded(Embedding.normalize(new float[] {digest.hashCode(), 1}), digest);
    }
}
