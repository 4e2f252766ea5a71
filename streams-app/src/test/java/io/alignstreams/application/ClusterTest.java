package io.alignstreams.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.config.AlignStreamsConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterTest {
    @Test
    void shouldGiveAConsumerTheUsersSettingsOfConsumers() {
        AlignStreamsConfig config = new AlignStreamsConfig(Map.of(
                "bootstrap.servers", "all:1",
                "security.protocol", "SSL",
                "consumer.bootstrap.servers", "consumers:2",
                "consumer.fetch.max.bytes", "5",
                "consumer.receive.buffer.bytes", "6",
                "main.consumer.fetch.max.bytes", "7",
                "producer.security.protocol", "PLAINTEXT"));

        assertThat(Cluster.consumerProperties(config))
                .containsOnly(
                        Map.entry("bootstrap.servers", "consumers:2"),
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("fetch.max.bytes", "7"),
                        Map.entry("receive.buffer.bytes", "6"),
                        Map.entry("isolation.level", "read_committed"),
                        Map.entry("auto.offset.reset", "earliest"));
    }

    @Test
    void shouldKeepAConsumerOfOursApartFromTheStreams() {
        AlignStreamsConfig config = new AlignStreamsConfig(Map.of(
                "consumer.interceptor.classes", "some.Interceptor",
                "main.consumer.group.instance.id", "one",
                "main.consumer.isolation.level", "read_uncommitted",
                "consumer.auto.offset.reset", "latest"));

        assertThat(Cluster.consumerProperties(config))
                .containsOnly(
                        Map.entry("isolation.level", "read_committed"), Map.entry("auto.offset.reset", "earliest"));
    }
}
