package io.alignstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class DecodedDeserializerTest {
    private final FakeTime time = new FakeTime();

    @Test
    void shouldWaitForARegistryThatComesBack() {
        AtomicInteger asked = new AtomicInteger();
        Deserializer<String> flaky = (topic, bytes) -> {
            if (asked.incrementAndGet() < 4) {
                throw new DisconnectException("no registry");
            }
            return "value";
        };

        Decoded<String> decoded = deserializer(flaky, Duration.ofSeconds(60)).deserialize("topic", new byte[1]);
        assertThat(decoded).isInstanceOfSatisfying(Decoded.Event.class, event -> assertThat(event.value())
                .isEqualTo("value"));
        assertThat(asked).hasValue(4);
    }

    @Test
    void shouldGiveUpOnARegistryThatStaysAway() {
        Deserializer<String> away = (topic, bytes) -> {
            throw new DisconnectException("no registry");
        };

        assertThatThrownBy(() -> deserializer(away, Duration.ofSeconds(60)).deserialize("topic", new byte[1]))
                .isInstanceOf(DisconnectException.class);
    }

    private DecodedDeserializer<String> deserializer(Deserializer<String> decoder, Duration patience) {
        return new DecodedDeserializer<>(decoder, String.class, new Patience(patience, time, time));
    }
}
