package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.application.StartException;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics on which the promises could not be kept are refused at start, with one clear error for each fault. */
@ExtendWith(LocalServers.class)
class TopicCheckTest {
    private final SimulatedAccelerator accelerator =
            new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    @Test
    void shouldNameTopicsThatAreMissing() throws Exception {
        try (Stream stream = new Stream("missing", Map.of())) {
            stream.cluster
                    .admin()
                    .deleteTopics(List.of("missing.label-sets", "missing.dead-letters"))
                    .all()
                    .get();

            Refused.assertRefused(
                    stream,
                    accelerator,
                    "missing topics [missing.label-sets, missing.dead-letters]: create them with align-streams topics"
                            + " create, or set align.topic.prefix");
        }
    }

    @Test
    void shouldRefusePartitionCountsThatDoNotFit() throws Exception {
        try (Stream stream = new Stream("partitions", Map.of())) {
            stream.cluster
                    .admin()
                    .createPartitions(Map.of("partitions.image-events", NewPartitions.increaseTo(6)))
                    .all()
                    .get();

            Refused.assertRefused(
                    stream,
                    accelerator,
                    "topic partitions.label-set-embeddings: expected 6 partitions, as many as partitions.image-events"
                            + " has, found 4");
        }
    }

    @Test
    void shouldRefuseMorePartitionsThanItBeganWith() throws Exception {
        try (Stream stream = new Stream("grown", Map.of())) {
            ScoringApplication application = stream.start(accelerator, accelerator);
            assertThat(application.running()).succeedsWithin(Stream.SOON);
            application.close();
            stream.cluster
                    .admin()
                    .createPartitions(Map.of(
                            "grown.image-events", NewPartitions.increaseTo(6),
                            "grown.label-set-embeddings", NewPartitions.increaseTo(6)))
                    .all()
                    .get();

            Refused.assertRefused(
                    stream,
                    accelerator,
                    "topic grown.image-events: expected 4 partitions, with which application.id grown began, found 6;"
                            + " to grow: ");
        }
    }

    @Test
    void shouldRefuseSizesThatDoNotAgree() throws Exception {
        try (Stream stream = new Stream("sizes", Map.of())) {
            TopicSettings.set(stream, "sizes.image-embeddings", "max.message.bytes", "1000");
            TopicSettings.set(stream, "sizes.image-events", "max.message.bytes", "9000000");
            TopicSettings.set(stream, "sizes.label-sets", "max.message.bytes", "5000000");

            Refused.assertRefused(
                    stream,
                    accelerator,
                    "topic sizes.image-embeddings: expected max.message.bytes of at least 1048576, found 1000; raise"
                            + " it, or lower the align.*.bytes.max that asks for it\n"
                            + "topic sizes.image-events: expected max.message.bytes of at most 8388608, found 9000000;"
                            + " set align.image.event.bytes.max to it, and sizes.dead-letters' max.message.bytes to"
                            + " 65536 more\n"
                            + "topic sizes.label-sets: expected max.message.bytes of at most 4194304, found 5000000; set"
                            + " align.label.set.bytes.max to it, and sizes.dead-letters' max.message.bytes to 65536"
                            + " more");
        }
    }

    @Test
    void shouldRefuseTopicsThatWouldLoseLabelSetsOrRefuseTimestamps() throws Exception {
        try (Stream stream = new Stream("settings", Map.of())) {
            TopicSettings.set(stream, "settings.label-sets", "cleanup.policy", "delete");
            TopicSettings.set(stream, "settings.label-set-embeddings", "min.compaction.lag.ms", "5");
            TopicSettings.set(stream, "settings.label-set-embeddings", "message.timestamp.type", "LogAppendTime");
            TopicSettings.set(stream, "settings.image-embeddings", "message.timestamp.after.max.ms", "600000");
            TopicSettings.set(stream, "settings.image-classifications", "message.timestamp.before.max.ms", "1000");

            await().atMost(Stream.SOON).untilAsserted(() -> assertThatThrownBy(
                            () -> stream.start(accelerator, accelerator).close())
                    .isInstanceOf(StartException.class)
                    .hasMessageContainingAll(
                            "topic settings.label-sets: expected cleanup.policy compact, found delete",
                            "topic settings.label-set-embeddings: expected min.compaction.lag.ms of at least",
                            "topic settings.label-set-embeddings: expected message.timestamp.type CreateTime, found"
                                    + " LogAppendTime",
                            "topic settings.image-embeddings: expected message.timestamp.after.max.ms above 600000",
                            "topic settings.image-classifications: expected message.timestamp.before.max.ms of"));
        }
    }

    @Test
    void shouldRefuseAChangelogThatDoesNotFit() throws Exception {
        String changelog = "changelog-label-sets-changelog";
        try (Stream stream = new Stream("changelog", Map.of())) {
            ScoringApplication application = stream.start(accelerator, accelerator);
            assertThat(application.running()).succeedsWithin(Stream.SOON);
            application.close();
            assertThat(TopicSettings.get(stream, changelog, "message.timestamp.type"))
                    .isEqualTo("CreateTime");
            for (String limit : List.of("message.timestamp.before.max.ms", "message.timestamp.after.max.ms")) {
                assertThat(TopicSettings.get(stream, changelog, limit)).isEqualTo(String.valueOf(Long.MAX_VALUE));
            }

            TopicSettings.set(stream, changelog, "max.message.bytes", "1000");
            TopicSettings.set(stream, changelog, "min.compaction.lag.ms", "5");
            TopicSettings.set(stream, changelog, "message.timestamp.before.max.ms", "1000");
            TopicSettings.set(stream, changelog, "message.timestamp.after.max.ms", "1000");
            TopicSettings.set(stream, changelog, "message.timestamp.type", "LogAppendTime");
            await().atMost(Stream.SOON).untilAsserted(() -> assertThatThrownBy(
                            () -> stream.start(accelerator, accelerator).close())
                    .isInstanceOf(StartException.class)
                    .hasMessageContainingAll(
                            "topic " + changelog + ": expected max.message.bytes of at least 33555456, found 1000",
                            "topic " + changelog + ": expected min.compaction.lag.ms of at least",
                            "topic " + changelog + ": expected message.timestamp.before.max.ms of",
                            "topic " + changelog + ": expected message.timestamp.after.max.ms above",
                            "topic " + changelog + ": expected message.timestamp.type CreateTime, found"));
        }
    }
}
