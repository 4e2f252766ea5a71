package io.alignstreams.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.serde.AvroSerde;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
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
            assertThat(get(registry.url() + "/subjects")).isEqualTo("[\"" + topic + "-value\"]");
        }
    }

    private static String get(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
