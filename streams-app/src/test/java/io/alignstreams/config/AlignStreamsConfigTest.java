package io.alignstreams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.serde.AvroSerde;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignStreamsConfigTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"env, ${env:NOBODY_HAS_THIS}", "' env ', 'user:${env:NOBODY_HAS_THIS}'", "'', ${file:/secrets:password}"
    })
    void shouldRefuseSecretsThatNoProviderKnows(String providers, String value) {
        Map<String, String> settings = Map.of(
                "config.providers", providers,
                "config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
                "basic.auth.user.info", value);

        assertThatThrownBy(() -> new AlignStreamsConfig(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("basic.auth.user.info: expected ${");
    }

    @Test
    void shouldTakeWhatLooksLikeAVariableOfNobody() {
        assertThatCode(() -> new AlignStreamsConfig(Map.of("client.id", "a${b:c}")))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldHaveADefaultForEveryKey() {
        Map<String, Object> expected = new HashMap<>();
        expected.put("application.id", "align-streams");
        expected.put("align.model", "");
        expected.put("align.model.change", "refuse");
        expected.put("align.topic.prefix", "");
        expected.put("align.label.sets.default", List.of());
        expected.put("align.label.sets.max", 64);
        expected.put("align.labels.max", 2_000);
        expected.put("align.label.texts.max", 8_000);
        expected.put("align.history.ms", 604_800_000L);
        expected.put("align.timestamp.ahead.max.ms", 600_000L);
        expected.put("align.image.pixels.max", 50_000_000L);
        expected.put("align.image.deadline.ms", 1_500L);
        expected.put("align.image.truncated", "refuse");
        expected.put("align.image.exif", "apply");
        expected.put("align.image.uri.hosts", List.of());
        expected.put("align.image.uri.private.hosts", List.of());
        expected.put("align.image.uri.file.roots", List.of());
        expected.put("align.image.uri.deadline.ms", 5_000L);
        expected.put("align.image.uri.bytes.max", 20_971_520);
        expected.put("align.image.uri.concurrency", 12);
        expected.put("align.embed.deadline.ms", 10_000L);
        expected.put("align.batch.max", 1);
        expected.put("align.inference.concurrency", 0);
        expected.put("align.decode.threads", 0);
        expected.put("align.batch.latency.ms", 0L);
        expected.put("align.inference.threads", 1);
        expected.put("align.execution.provider", "cpu");
        expected.put("align.execution.device", 0);
        expected.put("align.execution.provider.fallback", "refuse");
        expected.put("align.lookahead.bytes", 268_435_456L);
        expected.put("align.embedding.cache.bytes", 67_108_864L);
        expected.put("align.text.cache.bytes", 33_554_432L);
        expected.put("align.registry.deadline.ms", 240_000L);
        expected.put("align.value.serde", AvroSerde.class);
        expected.put("align.dead.letters.payload", "full");
        expected.put("align.image.event.bytes.max", 8_388_608);
        expected.put("align.label.set.bytes.max", 4_194_304);
        expected.put("align.label.set.embeddings.bytes.max", 33_554_432);
        expected.put("align.output.bytes.max", 1_048_576);
        expected.put("align.http.port", -1);
        expected.put("align.http.host", "127.0.0.1");
        expected.put("align.metrics.labels.max", 1_000);
        expected.put("align.topic.partitions", 8);
        expected.put("align.topic.replication", (short) 0);

        Map<String, Object> found = new HashMap<>(new AlignStreamsConfig(Map.of()).values());
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void shouldRefuseAKeyOfOursThatThereIsNot() {
        assertThatThrownBy(() -> new AlignStreamsConfig(Map.of("align.modle", "x", "kafka.key", "y")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown settings [align.modle]; docs/configuration.md lists those there are");
    }

    @Test
    void shouldNameTheFileOfAFault() throws Exception {
        Path file = Files.writeString(directory.resolve("app.properties"), "align.batch.max=zero\n");

        assertThatThrownBy(() -> AlignStreamsConfig.load(file))
                .hasMessage(file + ": Invalid value zero for configuration align.batch.max: Not a number of type INT");
    }

    @Test
    void shouldRefuseAHistoryShorterThanWhatMayLieAhead() {
        assertThatThrownBy(() -> new AlignStreamsConfig(Map.of("align.history.ms", "599999")))
                .hasMessageContaining("expected at least align.timestamp.ahead.max.ms (600000)");
    }

    @Test
    void shouldRefuseMoreDefaultLabelSetsThanAnEventMayName() {
        assertThatThrownBy(() -> new AlignStreamsConfig(
                        Map.of("align.label.sets.default", "a,b,c", "align.label.sets.max", "2")))
                .hasMessageContaining("expected at most align.label.sets.max (2) label sets, found 3");
    }

    @Test
    void shouldKnowHowManyStreamThreadsThereAre() {
        assertThat(new AlignStreamsConfig(Map.of()).streamThreads()).isEqualTo(1);
        assertThat(new AlignStreamsConfig(Map.of("num.stream.threads", "3")).streamThreads())
                .isEqualTo(3);
    }

    @Test
    void shouldRunAsManyImagesAtOnceAsThereAreCoresForAndOneOnAGpu() {
        int cores = Runtime.getRuntime().availableProcessors();
        AlignStreamsConfig gpu = new AlignStreamsConfig(Map.of("align.execution.provider", "cuda", "client.id", "me"));

        assertThat(new AlignStreamsConfig(Map.of()).inferenceConcurrency()).isEqualTo(cores);
        assertThat(gpu.inferenceConcurrency()).isEqualTo(1);
        assertThat(gpu.onCpu().inferenceConcurrency()).isEqualTo(cores);
        assertThat(gpu.onCpu().kafkaProperties()).containsEntry("client.id", "me");
    }

    @Test
    void shouldRefuseAFetchThatMayOutlastTheEmbeddingIfImagesAreFetchedAtAll() {
        String message = "Invalid value 5000 for configuration align.image.uri.deadline.ms: expected at most half"
                + " of align.embed.deadline.ms (9999), so that an image that was fetched last can be embedded; lower it, or"
                + " raise the other";
        for (String source : List.of("align.image.uri.hosts", "align.image.uri.file.roots")) {
            assertThatThrownBy(() ->
                            new AlignStreamsConfig(Map.of("align.embed.deadline.ms", "9999", source, "somewhere")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(message);
            assertThat(new AlignStreamsConfig(Map.of("align.embed.deadline.ms", "10000", source, "somewhere"))
                            .fetchesImages())
                    .isTrue();
        }
        assertThat(new AlignStreamsConfig(Map.of("align.embed.deadline.ms", "5000")).fetchesImages())
                .isFalse();
    }

    @Test
    void shouldPrefixAllTopics() {
        assertThat(new AlignStreamsConfig(Map.of("align.topic.prefix", "shop."))
                        .topics()
                        .all())
                .containsExactly(
                        "shop.image-events",
                        "shop.label-sets",
                        "shop.label-set-embeddings",
                        "shop.image-embeddings",
                        "shop.image-classifications",
                        "shop.dead-letters");
    }

    @Test
    void shouldHandKafkasKeysOn() {
        AlignStreamsConfig config = new AlignStreamsConfig(
                Map.of("bootstrap.servers", "a:1", "main.consumer.fetch.max.bytes", "5", "align.batch.max", "2"));

        Properties scoring = new StreamsProperties(config).scoring(4);
        assertThat(scoring)
                .containsEntry("bootstrap.servers", "a:1")
                .containsEntry("main.consumer.fetch.max.bytes", "5")
                .doesNotContainKey("align.batch.max");
    }

    @Test
    void shouldKeepWhatThePromisesRestOn() {
        AlignStreamsConfig config = new AlignStreamsConfig(Map.of());

        assertThat(new StreamsProperties(config).scoring(4))
                .containsEntry("application.id", "align-streams")
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("producer.transaction.timeout.ms", 60_000);
        assertThat(new StreamsProperties(config).labels())
                .containsEntry("application.id", "align-streams-labels")
                .containsEntry("num.stream.threads", 1)
                .containsEntry("producer.transaction.timeout.ms", 900_000);
        assertRefused(Map.of("processing.guarantee", "at_least_once"), "expected exactly_once_v2");
        assertRefused(Map.of("topology.optimization", "all"), "expected none");
    }

    @Test
    void shouldRefuseATransactionTimeoutThatADeadlineCouldOutlast() {
        String expected = "expected at least 50100: 5 times align.embed.deadline.ms (10000) and commit.interval.ms"
                + " (100), for 4 partitions on 1 stream threads";
        assertRefused(Map.of("transaction.timeout.ms", "50099"), expected);
        assertRefused(Map.of("producer.transaction.timeout.ms", "50099"), expected);
        assertRefused(
                Map.of("transaction.timeout.ms", "60000", "align.embed.deadline.ms", "12000"),
                "expected at least 60100");
        assertRefused(
                Map.of("transaction.timeout.ms", "60000", "commit.interval.ms", "10001"), "expected at least 60001");
        assertRefused(Map.of("transaction.timeout.ms", "soon"), "expected a whole number");

        AlignStreamsConfig enough = new AlignStreamsConfig(Map.of("transaction.timeout.ms", "50100"));
        assertThat(new StreamsProperties(enough).scoring(4)).containsEntry("transaction.timeout.ms", "50100");
        assertThatThrownBy(() -> new StreamsProperties(enough).scoring(5))
                .hasMessageContaining("expected at least 60100: 6 times");
    }

    @Test
    void shouldGiveATransactionTimeForARecordOfEachTaskOfAThread() {
        assertThat(transactionTimeout(1, Map.of())).isEqualTo(60_000);
        assertThat(transactionTimeout(5, Map.of())).isEqualTo(60_100);
        assertThat(transactionTimeout(88, Map.of())).isEqualTo(890_100);
        assertThat(transactionTimeout(88, Map.of("num.stream.threads", "10"))).isEqualTo(100_100);
        assertThat(transactionTimeout(4, Map.of("align.embed.deadline.ms", "20000", "commit.interval.ms", "30000")))
                .isEqualTo(130_000);

        assertThatThrownBy(() -> transactionTimeout(89, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("transaction.timeout.ms: expected at most 900000, which brokers allow by default, to be"
                        + " enough, found that it takes 900100: 90 times align.embed.deadline.ms (10000) and"
                        + " commit.interval.ms (100), for 89 partitions on 1 stream threads; raise num.stream.threads,"
                        + " or lower the deadline");
        AlignStreamsConfig longer = new AlignStreamsConfig(Map.of("transaction.timeout.ms", "1000000"));
        assertThat(new StreamsProperties(longer).scoring(89)).containsEntry("transaction.timeout.ms", "1000000");
    }

    private static @Nullable Object transactionTimeout(int partitions, Map<String, String> settings) {
        return new StreamsProperties(new AlignStreamsConfig(settings))
                .scoring(partitions)
                .get("producer.transaction.timeout.ms");
    }

    @Test
    void shouldRefuseExceptionHandlersByAnyName() {
        for (String key : List.of(
                "deserialization.exception.handler",
                "default.deserialization.exception.handler",
                "processing.exception.handler",
                "production.exception.handler",
                "default.production.exception.handler")) {
            assertRefused(Map.of(key, "x.Handler"), "Invalid value x.Handler for configuration " + key + ": expected");
            assertThatThrownBy(() -> new StreamsProperties(new AlignStreamsConfig(Map.of(key, "x.Handler"))).labels())
                    .hasMessageContaining("what cannot heal becomes a dead letter");
        }
    }

    @Test
    void shouldRefuseNotToWaitForLabelSetsThatAreThere() {
        assertRefused(Map.of("max.task.idle.ms", "-1"), "max.task.idle.ms: expected at least 0");

        AlignStreamsConfig more = new AlignStreamsConfig(Map.of("max.task.idle.ms", "50"));
        assertThat(new StreamsProperties(more).scoring(4)).containsEntry("max.task.idle.ms", "50");
    }

    @Test
    void shouldRefuseToWaitForTheRegistryLongerThanBetweenTwoPolls() {
        String expected = "expected less than max.poll.interval.ms (";
        assertRefused(Map.of("align.registry.deadline.ms", "300000"), expected + "300000)");
        assertRefused(Map.of("max.poll.interval.ms", "240000"), expected + "240000)");
        assertRefused(Map.of("consumer.max.poll.interval.ms", "1000"), expected + "1000)");
        assertRefused(
                Map.of("max.poll.interval.ms", "500000", "main.consumer.max.poll.interval.ms", "2000"),
                expected + "2000)");
        AlignStreamsConfig longer = new AlignStreamsConfig(
                Map.of("align.registry.deadline.ms", "1000000", "max.poll.interval.ms", "1000001"));
        assertThat(new StreamsProperties(longer).scoring(4)).containsEntry("max.poll.interval.ms", "1000001");
        assertThatThrownBy(() -> new StreamsProperties(longer).labels()).hasMessageContaining(expected + "900000)");
    }

    @Test
    void shouldRefuseProducersThatCannotSendTheLargestRecord() {
        String expected = "expected at least 33555456, the largest record there may be";
        assertRefused(Map.of("max.request.size", "33555455"), "max.request.size: " + expected);
        assertRefused(Map.of("producer.max.request.size", "1048576"), "max.request.size: " + expected);
        assertRefused(Map.of("buffer.memory", "33555455"), "buffer.memory: " + expected);
        assertRefused(
                Map.of("max.request.size", "40000000", "align.output.bytes.max", "50000000"),
                "expected at least 50000000");

        AlignStreamsConfig enough = new AlignStreamsConfig(Map.of("producer.max.request.size", "33555456"));
        assertThat(new StreamsProperties(enough).scoring(4)).containsEntry("producer.max.request.size", "33555456");
        AlignStreamsConfig large = new AlignStreamsConfig(Map.of("align.output.bytes.max", "50000000"));
        assertThat(new StreamsProperties(large).scoring(4)).containsEntry("producer.max.request.size", 50_000_000);
    }

    @Test
    void shouldFetchAsMuchAsBatchesAndLookAheadAskFor() {
        Map<String, Object> one = fetching(Map.of(), 4, 1L << 30);
        assertThat(one)
                .containsEntry("main.consumer.max.poll.records", 32)
                .containsEntry("buffered.records.per.partition", 32)
                .containsEntry("main.consumer.max.partition.fetch.bytes", 3_200_000)
                .containsEntry("main.consumer.fetch.max.bytes", 52_428_800);
        Map<String, Object> many = fetching(Map.of("align.batch.max", "128"), 4, 1L << 30);
        assertThat(many)
                .containsEntry("main.consumer.max.poll.records", 335)
                .containsEntry("main.consumer.max.partition.fetch.bytes", 8_388_608);
    }

    @Test
    void shouldFetchNoMoreThanThereIsRoomFor() {
        assertThat(fetching(Map.of("align.batch.max", "128"), 100, 1L << 30))
                .containsEntry("main.consumer.max.poll.records", 32);
        assertThat(fetching(Map.of("num.stream.threads", "8"), 100, 1L << 30))
                .containsEntry("main.consumer.fetch.max.bytes", 16_777_216);
        assertThat(fetching(Map.of("num.stream.threads", "64"), 100, 1L << 30))
                .containsEntry("main.consumer.fetch.max.bytes", 8_388_608);
    }

    @Test
    void shouldLeaveTheUsersFetchSettingsAlone() {
        assertThat(fetching(Map.of("consumer.fetch.max.bytes", "5", "max.poll.records", "7"), 4, 1L << 30))
                .containsEntry("consumer.fetch.max.bytes", "5")
                .doesNotContainKeys("main.consumer.fetch.max.bytes", "main.consumer.max.poll.records");
    }

    private static Map<String, Object> fetching(Map<String, String> settings, int partitions, long heapBytes) {
        AlignStreamsConfig config = new AlignStreamsConfig(settings);
        Properties properties = new Properties();
        properties.putAll(config.kafkaProperties());
        new FetchSettings(config, partitions, heapBytes).put(properties);
        Map<String, Object> found = new HashMap<>();
        properties.forEach((key, value) -> found.put(String.valueOf(key), value));
        return found;
    }

    @Test
    void shouldMakeNoBatchThatATopicDoesNotTake() {
        assertThat(new StreamsProperties(new AlignStreamsConfig(Map.of())).scoring(4))
                .containsEntry("producer.batch.size", 131_072);
        for (String limit : List.of("align.output.bytes.max", "align.label.set.embeddings.bytes.max")) {
            AlignStreamsConfig small = new AlignStreamsConfig(Map.of(limit, "4096"));
            assertThat(new StreamsProperties(small).scoring(4)).containsEntry("producer.batch.size", 4_096);
            assertThat(new StreamsProperties(small).labels()).containsEntry("producer.batch.size", 4_096);
        }
        AlignStreamsConfig given =
                new AlignStreamsConfig(Map.of("align.output.bytes.max", "4096", "batch.size", "100"));
        assertThat(new StreamsProperties(given).scoring(4)).doesNotContainKey("producer.batch.size");
    }

    private static void assertRefused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> new StreamsProperties(new AlignStreamsConfig(settings)).scoring(4))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
