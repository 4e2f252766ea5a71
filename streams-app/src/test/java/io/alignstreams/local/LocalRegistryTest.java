package io.alignstreams.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.serde.AvroSerde;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRegistryTest {
    @ParameterizedTest
    @ValueSource(strings = {"label-sets", "shop/label-sets", "50 %", "a+b", "a:b/versions"})
    void shouldKeepASubjectWhateverItsName(String topic) throws Exception {
        try (LocalRegistry registry = LocalRegistry.start();
                AvroSerde<ImageEvent> serde = new AvroSerde<>()) {
            serde.configure(Map.of("schema.registry.url", registry.url(), "max.retries", "0"), false);
            ImageEvent event = ImageEvent.newBuilder().setSource("camera 7").build();
            byte[] bytes = serde.serializer().serialize(topic, event);

            assertThat(serde.deserializer().deserialize(topic, bytes)).isEqualTo(event);
            assertThat(send(request(registry.url() + "/subjects")).body()).isEqualTo("[\"" + topic + "-value\"]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "{ => 400 => 400",
                "no JSON => 400 => 400",
                "{} => 422 => 42201",
                "[] => 422 => 42201",
                "{\"schema\": \"nonsense\"} => 422 => 42201",
                "{\"schema\": 7} => 422 => 42201"
            })
    void shouldRefuseAsConfluentsDoes(String body, int status, int code) throws Exception {
        try (LocalRegistry registry = LocalRegistry.start()) {
            HttpResponse<String> refused = send(request(registry.url() + "/subjects/a-value/versions")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));

            JsonNode error = new ObjectMapper().readTree(refused.body());
            assertThat(refused.statusCode()).isEqualTo(status);
            assertThat(error.path("error_code").asInt()).isEqualTo(code);
            assertThat(error.path("message").asText()).isNotEmpty();
        }
    }

    private static HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
