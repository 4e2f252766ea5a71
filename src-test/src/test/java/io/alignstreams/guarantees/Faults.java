package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Cli;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Stream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What scenarios with processes share. */
final class Faults {
    /** Shorter than by default, so that a scenario sees many faults in a minute. */
    private static final int SESSION_MS = 3_000;

    private static final int EMBED_DEADLINE_MS = 1_500;
    private static final int TRANSACTION_MS = 8_000;

    /**
     * After a death, session.timeout.ms, transaction.timeout.ms and the time between two looks of a broker for transactions
     * that are over: until then the others have committed what it had begun.
     */
    static final Duration TAKEN_OVER =
            Duration.ofMillis(SESSION_MS + TRANSACTION_MS + LocalServers.CLEANUP_INTERVAL_MS);

    /** What the names of an instance's clients end with. */
    private static final Pattern THREAD = Pattern.compile("-StreamThread-.*");

    private Faults() {}

    /** Settings of instances that fail, with the address of their registry. */
    static Map<String, String> settings(String registry) {
        return new HashMap<>(Map.of(
                "schema.registry.url", registry,
                "session.timeout.ms", String.valueOf(SESSION_MS),
                "heartbeat.interval.ms", "500",
                "align.embed.deadline.ms", String.valueOf(EMBED_DEADLINE_MS),
                "producer.transaction.timeout.ms", String.valueOf(TRANSACTION_MS)));
    }

    /** Whether the application has committed all up to some offsets of its input. */
    static boolean hasCommitted(Stream stream, Map<TopicPartition, Long> due) throws Exception {
        Map<TopicPartition, Long> committed = stream.committed(stream.config.applicationId());
        return due.entrySet().stream().allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** Waits until the application has committed all of its input that there is now, once the cluster says what that is. */
    static void awaitCommitted(Stream stream, String what) {
        Map<TopicPartition, Long> due = due(stream);
        Awaitility.await(what).atMost(Stream.SOON).ignoreExceptions().until(() -> hasCommitted(stream, due));
    }

    /** Waits until all of the input that there is now is committed, or the instance has stopped; gives whether it runs. */
    static boolean runsUntilCommitted(Instance instance, Stream stream) throws IOException {
        Map<TopicPartition, Long> due = due(stream);
        try {
            Awaitility.await()
                    .atMost(Stream.SOON)
                    .ignoreExceptions()
                    .until(() -> !instance.isAlive() || hasCommitted(stream, due));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("expected that it goes on or stops, found neither: " + instance.err(), e);
        }
        return instance.isAlive();
    }

    /** What there is of its input, once the cluster says so. */
    private static Map<TopicPartition, Long> due(Stream stream) {
        String topic = stream.config.topics().imageEvents();
        return Awaitility.await("the cluster answers")
                .atMost(Stream.SOON)
                .ignoreExceptions()
                .until(() -> stream.ends(topic, IsolationLevel.READ_UNCOMMITTED), Objects::nonNull);
    }

    /** Waits until so many instances score images, each of them some partitions. */
    static void awaitShared(Stream stream, int instances) {
        Awaitility.await(instances + " instances score images")
                .atMost(Stream.SOON)
                .ignoreExceptions()
                .until(() -> areShared(stream, instances));
    }

    /** Whether so many instances score images, each of them some partitions. */
    static boolean areShared(Stream stream, int instances) throws Exception {
        String group = stream.config.applicationId();
        String topic = stream.config.topics().imageEvents();
        return stream
                        .cluster
                        .admin()
                        .describeConsumerGroups(List.of(group))
                        .describedGroups()
                        .get(group)
                        .get()
                        .members()
                        .stream()
                        .filter(member -> member.assignment().topicPartitions().stream()
                                .anyMatch(partition -> partition.topic().equals(topic)))
                        .map(member -> THREAD.matcher(member.clientId()).replaceFirst(""))
                        .distinct()
                        .count()
                == instances;
    }

    /** Asserts that a command wrote one error, which begins in a way, and no stack of a fault. */
    static void assertOneError(Cli.Result end, String beginning) {
        assertThat(onlyError(end)).startsWith(beginning);
        assertThat(end.err()).doesNotContainPattern("(?m)^\\tat ");
    }

    /** The one error that a command wrote. */
    static String onlyError(Cli.Result end) {
        List<String> errors = end.err()
                .lines()
                .filter(line -> line.startsWith("align-streams: "))
                .toList();
        assertThat(errors).as(end.err()).hasSize(1);
        return errors.get(0);
    }

    static void close(List<Instance> instances) throws IOException {
        for (Instance instance : instances) {
            instance.close();
        }
    }
}
