package io.alignstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.alignstreams.schemas.ImageEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP client against a server that answers what a test tells it to. */
class RegistryRequestsTest {
    private record Answer(int status, String body) {}

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
                    + (authorization == null ? "" : " " + authorization)
                    + (body.isEmpty() ? "" : " " + exchange.getRequestHeaders().getFirst("Content-Type")));
            Answer answer = answers.size() > 1 ? answers.poll() : answers.element();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        url = "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldRegisterUnderAnEscapedSubject() {
        answers.add(new Answer(200, "{\"id\":7,\"unknown\":[]}"));
        assertThat(client(Map.of()).register("a topic/b-value", ImageEvent.getClassSchema(), true))
                .isEqualTo(7);
        assertThat(requests)
                .containsExactly("POST /subjects/a%20topic%2Fb-value/versions?normalize=true"
                        + " application/vnd.schemaregistry.v1+json");
    }

    @Test
    void shouldAskForAnIdOnlyOnce() {
        answers.add(new Answer(200, "{\"schema\":\"\\\"string\\\"\"}"));
        SchemaRegistryClient client = client(Map.of());
        assertThat(client.schemaOf(3)).isSameAs(client.schemaOf(3));
        assertThat(requests).containsExactly("GET /schemas/ids/3");
    }

    @Test
    void shouldTryAgainWhatMayHeal() {
        answers.add(new Answer(503, "starting"));
        answers.add(new Answer(429, "slowly"));
        answers.add(new Answer(200, "{\"id\":1}"));
        assertThat(client(Map.of()).register("s", ImageEvent.getClassSchema(), false))
                .isEqualTo(1);
        assertThat(requests).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"408, 4", "429, 4", "500, 4", "502, 4", "503, 4", "504, 4", "401, 1", "403, 1", "409, 1", "422, 1"})
    void shouldGiveUpWithTheErrorThatFits(int status, int expectedRequests) {
        answers.add(new Answer(status, "{\"error_code\":1,\"message\":\"no\"}"));
        Class<?> expected =
                switch (status) {
                    case 401 -> AuthenticationException.class;
                    case 403 -> AuthorizationException.class;
                    case 429 -> ThrottlingQuotaExceededException.class;
                    case 502 -> DisconnectException.class;
                    case 408, 500, 503, 504 -> TimeoutException.class;
                    default -> SerializationException.class;
                };
        assertThatThrownBy(() -> client(Map.of()).schemaOf(5))
                .isExactlyInstanceOf(expected)
                .hasMessageContaining(url + " answered " + status + " when asked to look up the schema with id 5");
        assertThat(requests).hasSize(expectedRequests);
    }

    @ParameterizedTest
    @ValueSource(ints = {40401, 40402, 40403})
    void shouldBelieveARegistryThatItHasNoSuchSchema(int code) {
        answers.add(new Answer(404, "{\"error_code\":" + code + ",\"message\":\"Schema 5 not found\"}"));
        assertThatThrownBy(() -> client(Map.of()).schemaOf(5))
                .isExactlyInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining(url + " answered 404 when asked to look up the schema with id 5")
                .hasMessageContaining("Schema 5 not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "<html>404 page not found</html>",
                "{\"message\":\"no Route matched with those values\"}",
                "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}",
                "{\"error_code\":0,\"message\":\"RESTEASY003210: Could not find resource for full path\"}"
            })
    void shouldNotTakeAnotherServersWordForARegistrys(String body) {
        answers.add(new Answer(404, body));
        assertThatThrownBy(() ->
                        client(Map.of("schema.registry.url", url + "/wrong")).schemaOf(5))
                .isExactlyInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("; check host and path of schema.registry.url: ")
                .hasMessageEndingWith(url + "/wrong answered 404 when asked to look up the schema with id 5: " + body);
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldTakeTheNextAddressWhenOneIsDead() throws IOException {
        answers.add(new Answer(200, "{\"id\":1}"));
        SchemaRegistryClient client = client(Map.of("schema.registry.url", deadAddress() + "," + url));
        assertThat(client.register("s", ImageEvent.getClassSchema(), false)).isEqualTo(1);
    }

    @Test
    void shouldSayWhichAddressIsDead() throws IOException {
        String dead = deadAddress();
        assertThatThrownBy(() -> client(Map.of("schema.registry.url", dead)).schemaOf(1))
                .isInstanceOf(DisconnectException.class)
                .hasMessageContaining(dead + " could not be asked to look up the schema with id 1");
    }

    @Test
    void shouldSendCredentialsFromTheAddressAndKeepThemOutOfErrors() {
        answers.add(new Answer(401, "no"));
        String withUser = url.replace("http://", "http://alice:s3cret@");
        assertThatThrownBy(() -> client(Map.of("schema.registry.url", withUser)).schemaOf(1))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageNotContaining("s3cret");
        assertThat(requests).containsExactly("GET /schemas/ids/1 Basic YWxpY2U6czNjcmV0");
    }

    @Test
    void shouldSendCredentialsFromUserInfo() {
        answers.add(new Answer(200, "{\"schema\":\"\\\"string\\\"\"}"));
        client(Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "alice:s3cret"))
                .schemaOf(1);
        assertThat(requests).containsExactly("GET /schemas/ids/1 Basic YWxpY2U6czNjcmV0");
    }

    @Test
    void shouldSendATokenIfTold() {
        answers.add(new Answer(200, "{\"schema\":\"\\\"string\\\"\"}"));
        client(Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t0ken"))
                .schemaOf(1);
        assertThat(requests).containsExactly("GET /schemas/ids/1 Bearer t0ken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json",
                "{}",
                "{\"schema\":\"{\"}",
                "{\"schema\":\"[\\\"int\\\",\\\"int\\\"]\"}",
                "{\"schema\":\"{\\\"type\\\":\\\"fixed\\\",\\\"name\\\":\\\"F\\\",\\\"size\\\":-1}\"}",
                "{\"schema\":\"message X {}\",\"schemaType\":\"PROTOBUF\"}",
                "{\"schema\":\"\\\"string\\\"\",\"references\":[{\"name\":\"a\"}]}"
            })
    void shouldRefuseAnAnswerThatIsNoSchema(String body) {
        answers.add(new Answer(200, body));
        assertThatThrownBy(() -> client(Map.of()).schemaOf(1)).isInstanceOf(SerializationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'int','default':null}",
                "{'type':'record','name':'R','fields':[{'name':'a','type':'bytes','default':5}]}"
            })
    void shouldNotMindAWritersDefaults(String schema) {
        answers.add(new Answer(200, "{\"schema\":\"" + schema.replace("'", "\\\"") + "\"}"));
        assertThat(client(Map.of()).schemaOf(1)).isNotNull();
    }

    private SchemaRegistryClient client(Map<String, String> properties) {
        Map<String, Object> all =
                new HashMap<>(Map.of("schema.registry.url", url, "retries.wait.ms", "1", "retries.max.wait.ms", "2"));
        all.putAll(properties);
        return new HttpSchemaRegistryClient(new SchemaRegistryConfig(all));
    }

    private static String deadAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }
}
