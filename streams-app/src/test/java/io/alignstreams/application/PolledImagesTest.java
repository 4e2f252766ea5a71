package io.alignstreams.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.embedding.PollAheadInterceptor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolledImagesTest {
    private final List<ConsumerRecord<byte[], byte[]>> shown = new ArrayList<>();

    /** Replaces what it sees, as a user's may. */
    public static final class Signature implements ConsumerInterceptor<byte[], byte[]> {
        @Override
        public void configure(Map<String, ?> configs) {
            // It needs nothing.
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            return PolledImagesTest.records("images", "signed");
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            // It does not care.
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    @Test
    void shouldShowTheImagesOfOneTopic() {
        consume(new Properties(), records("images", "image"));
        consume(new Properties(), records("others", "other"));

        assertThat(shown).extracting(ConsumerRecord::topic).containsExactly("images");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "consumer.", "main.consumer."})
    void shouldLetTheUsersInterceptorsGoBefore(String prefix) {
        Properties properties = new Properties();
        properties.put(prefix + "interceptor.classes", Signature.class.getName());
        List<ConsumerInterceptor<byte[], byte[]>> interceptors = consume(properties, records("images", "image"));

        assertThat(interceptors)
                .extracting(interceptor -> (Object) interceptor.getClass())
                .containsExactly(Signature.class, PollAheadInterceptor.class);
        assertThat(shown)
                .singleElement()
                .satisfies(record -> assertThat(record.value()).asString().isEqualTo("signed"));
    }

    /** Does what the main consumer of Kafka Streams does with its settings. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the interceptors' types are those of the topology's bytes
    private List<ConsumerInterceptor<byte[], byte[]>> consume(
            Properties properties, ConsumerRecords<byte[], byte[]> polled) {
        properties.put("application.id", "id");
        properties.put("bootstrap.servers", "nowhere:9");
        PolledImages.show(properties, "images", shown::add);
        Map<String, Object> consumer = new StreamsConfig(properties).getMainConsumerConfigs("group", "client", 1);
        consumer.put("key.deserializer", ByteArrayDeserializer.class);
        consumer.put("value.deserializer", ByteArrayDeserializer.class);
        List<ConsumerInterceptor> interceptors = new ConsumerConfig(consumer)
                .getConfiguredInstances(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, ConsumerInterceptor.class);
        ConsumerRecords<byte[], byte[]> records = polled;
        for (ConsumerInterceptor<byte[], byte[]> interceptor : interceptors) {
            records = interceptor.onConsume(records);
        }
        return (List) interceptors;
    }

    private static ConsumerRecords<byte[], byte[]> records(String topic, String value) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topic, 0, 0, new byte[0], value.getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecords<>(Map.of(new TopicPartition(topic, 0), List.of(record)), Map.of());
    }
}
