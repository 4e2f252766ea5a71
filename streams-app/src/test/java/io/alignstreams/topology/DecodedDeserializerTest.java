package io.alignstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.serde.UnknownSchemaException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.BufferUnderflowException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose fault it is when a value cannot be decoded, for our serde and for those of others. */
class DecodedDeserializerTest {
    private final FakeTime time = new FakeTime();

    /** Named and worded like Confluent's. */
    private static final class RestClientException extends Exception {
        private static final long serialVersionUID = 1L;

        RestClientException(String message, int code) {
            super(message + "; error code: " + code);
        }
    }

    private static RuntimeException wrapped(Exception cause) {
        return new SerializationException("Error retrieving Avro value schema for id 5", cause);
    }

    static Stream<RuntimeException> outages() {
        return Stream.of(
                new DisconnectException("no registry"),
                new IllegalStateException(new DisconnectException("no registry")),
                wrapped(new ConnectException("Connection refused")),
                wrapped(new SocketException("Connection reset")),
                wrapped(new SocketTimeoutException("Read timed out")),
                wrapped(new HttpTimeoutException("request timed out")),
                wrapped(new UnknownHostException("registry")),
                wrapped(new SSLHandshakeException("no common protocol")),
                wrapped(new IOException("failed", new ClosedChannelException())),
                wrapped(new RestClientException("Error while forwarding the request to the leader", 50003)),
                wrapped(new RestClientException("<html>404 page not found</html>", 50005)));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void shouldWaitForARegistryThatComesBack(RuntimeException outage) {
        AtomicInteger asked = new AtomicInteger();
        Decoded<String> decoded = decode((topic, bytes) -> {
            if (asked.incrementAndGet() < 4) {
                throw outage;
            }
            return "value";
        });

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Event.class, event -> assertThat(event.value())
                .isEqualTo("value"));
        assertThat(asked).hasValue(4);
    }

    @ParameterizedTest
    @MethodSource("outages")
    void shouldGiveUpOnARegistryThatStaysAway(RuntimeException outage) {
        assertThatThrownBy(() -> decode(failing(outage))).isSameAs(outage);
        assertThat(time.instant()).isEqualTo("1970-01-01T00:01:00Z");
    }

    static Stream<RuntimeException> systemFaults() {
        return Stream.of(
                new AuthenticationException("401"),
                new AuthorizationException("403"),
                new InvalidConfigurationException("Unauthorized; error code: 401"),
                new ConfigException("no such setting"),
                new SerializationException(new AuthenticationException("401")));
    }

    @ParameterizedTest
    @MethodSource("systemFaults")
    void shouldStopForWhatSomebodyHasToMend(RuntimeException fault) {
        assertThatThrownBy(() -> decode(failing(fault))).isSameAs(fault);
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void shouldEndWhenItsThreadIsInterrupted() {
        assertThatThrownBy(() -> decode((topic, bytes) -> {
                    throw new InterruptException("interrupted");
                }))
                .isInstanceOf(InterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    static Stream<RuntimeException> unknownSchemas() {
        return Stream.of(
                new UnknownSchemaException("id 5"),
                wrapped(new RestClientException("Schema 5 not found", 40403)),
                wrapped(new RestClientException("Subject 'x' not found.", 40401)));
    }

    @ParameterizedTest
    @MethodSource("unknownSchemas")
    void shouldRefuseAnUnknownSchema(RuntimeException fault) {
        assertThat(refusal(failing(fault)).code()).isEqualTo(Code.SCHEMA_UNKNOWN);
        assertThat(time.pauses).isEmpty();
    }

    static Stream<RuntimeException> dataFaults() {
        return Stream.of(
                new BufferUnderflowException(),
                new NullPointerException(),
                new ClassCastException("a class"),
                new AvroTypeException("a type"),
                wrapped(new EOFException()),
                wrapped(new InvalidNumberEncodingException("Invalid int encoding")),
                wrapped(new IOException("Invalid schema {} with refs [] of type AVRO")));
    }

    @ParameterizedTest
    @MethodSource("dataFaults")
    void shouldRefuseWhateverElseADecoderThrows(RuntimeException fault) {
        assertThat(refusal(failing(fault)).code()).isEqualTo(Code.NOT_AVRO);
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void shouldSayWhatWasExpectedWhereADecoderDoesNot() {
        assertThat(refusal(failing(new BufferUnderflowException())).message())
                .isEqualTo("topic topic: expected 1 bytes of a java.lang.String, found others:"
                        + " java.nio.BufferUnderflowException");
        assertThat(refusal(failing(wrapped(new EOFException()))).message())
                .isEqualTo("Error retrieving Avro value schema for id 5: java.io.EOFException");
        assertThat(refusal((topic, bytes) -> 5).message())
                .isEqualTo("expected a java.lang.String, found a java.lang.Integer");
    }

    @Test
    void shouldRefuseWhatIsDeeperThanTheStackAndNoOtherError() {
        assertThat(refusal((topic, bytes) -> {
                            throw new StackOverflowError();
                        })
                        .code())
                .isEqualTo(Code.NOT_AVRO);
        assertThatThrownBy(() -> decode((topic, bytes) -> {
                    throw new NoClassDefFoundError("a class");
                }))
                .isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void shouldTakeWhatWasReadAheadOffTheRecord() {
        Headers headers = new RecordHeaders().add("theirs", new byte[] {1});
        ReadAhead.on(headers).put("value");

        assertThat(decode(headers, failing(new AssertionError("not to be read again"))))
                .isInstanceOfSatisfying(
                        Decoded.Event.class, event -> assertThat(event.value()).isEqualTo("value"));
        assertThat(headers).extracting(Header::key).containsExactly("theirs");
    }

    @Test
    void shouldReadItselfWhatNobodyReadOrIsForgotten() {
        Headers unread = new RecordHeaders();
        ReadAhead.on(unread);
        Headers forgotten = new RecordHeaders();
        ReadAhead ahead = ReadAhead.on(forgotten);
        ahead.put("value");
        ahead.clear();
        Headers spoofed = new RecordHeaders().add("align.read.ahead", new byte[] {1});

        for (Headers headers : List.of(unread, forgotten, spoofed)) {
            assertThat(decode(headers, (topic, bytes) -> "read"))
                    .isInstanceOfSatisfying(Decoded.Event.class, event -> assertThat(event.value())
                            .isEqualTo("read"));
        }
        assertThat(unread).isEmpty();
        assertThat(forgotten).isEmpty();
        assertThat(spoofed).hasSize(1);
    }

    private Decoded<String> decode(Headers headers, Deserializer<?> decoder) {
        Patience patience = new Patience(Duration.ofMinutes(1), time, time);
        return new DecodedDeserializer<>(decoder, String.class, patience).deserialize("topic", headers, new byte[1]);
    }

    private static Deserializer<String> failing(Error error) {
        return (topic, bytes) -> {
            throw error;
        };
    }

    private static Deserializer<String> failing(RuntimeException fault) {
        return (topic, bytes) -> {
            throw fault;
        };
    }

    private Refusal refusal(Deserializer<?> decoder) {
        return ((Decoded.Fault<String>) decode(decoder)).refusal();
    }

    private Decoded<String> decode(Deserializer<?> decoder) {
        Patience patience = new Patience(Duration.ofMinutes(1), time, time);
        return new DecodedDeserializer<>(decoder, String.class, patience).deserialize("topic", new byte[1]);
    }
}
