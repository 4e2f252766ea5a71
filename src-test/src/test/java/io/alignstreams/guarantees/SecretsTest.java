package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Certificates;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.GuardedBroker;
import io.alignstreams.harness.GuardedRegistry;
import io.alignstreams.harness.GuardedServers;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Permissions;
import io.alignstreams.harness.PictureServer;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.StatusPages;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.TokenServer;
import io.alignstreams.schemas.ImageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Secrets of settings and of images' addresses are nowhere where others read, not even in a log of everything. */
@ExtendWith(LocalServers.class)
class SecretsTest {
    private static final String SIGNATURE = "canary-of-an-address";
    private static final List<String> SECRETS = List.of(
            GuardedBroker.USER_PASSWORD,
            GuardedRegistry.USER_PASSWORD,
            TokenServer.SECRET,
            Certificates.PASSWORD,
            SIGNATURE,
            base64(GuardedRegistry.USER + ":" + GuardedRegistry.USER_PASSWORD),
            base64(TokenServer.CLIENT + ":" + TokenServer.SECRET));
    private static final String LOG_EVERYTHING = """
            appender.console.type = Console
            appender.console.name = console
            appender.console.target = SYSTEM_ERR
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d %-5level %c - %msg%n%throwable
            rootLogger.level = trace
            logger.wire.name = org.apache.hc.client5.http.wire
            logger.wire.level = debug
            rootLogger.appenderRef.console.ref = console
            """;

    private static GuardedServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = GuardedServers.start(LocalServers.directory("secrets"));
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts passwords into a file of secrets, and where they stood, variables. */
    private static Map<String, String> provided(Map<String, String> settings) throws IOException {
        Path file = LocalServers.directory("secrets").resolve("secrets.properties");
        Map<String, String> provided = new HashMap<>(settings);
        StringBuilder secrets = new StringBuilder();
        for (String key : List.of(
                "ssl.truststore.password",
                "schema.registry.ssl.truststore.password",
                "basic.auth.user.info",
                "sasl.jaas.config",
                "sasl.oauthbearer.client.credentials.client.secret")) {
            if (settings.containsKey(key)) {
                secrets.append(key).append('=').append(settings.get(key)).append('\n');
                provided.put(key, "${file:" + file + ":" + key + "}");
            }
        }
        Files.writeString(file, secrets);
        provided.put("config.providers", "file");
        provided.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        return provided;
    }

    @Test
    void shouldNotTellSecretsOfAScramUser() throws Exception {
        runAndSearch("secrets-scram", servers.ofScramUser(GuardedBroker.USER_PASSWORD), GuardedBroker.USER);
    }

    @Test
    void shouldNotTellSecretsOfABearer() throws Exception {
        runAndSearch("secrets-bearer", servers.ofBearer(TokenServer.SECRET), TokenServer.CLIENT);
    }

    private static void runAndSearch(String name, Map<String, String> of, String user) throws Exception {
        byte[] picture = Pictures.jpeg(Scale.dice(name));
        Path logging = Files.writeString(
                LocalServers.directory("secrets").resolve(name + ".log4j2.properties"), LOG_EVERYTHING);
        List<String> options = new ArrayList<>(servers.options());
        options.add("-Dlog4j2.configurationFile=" + logging);
        try (PictureServer pictures = PictureServer.start(picture);
                Stream stream = new Stream(name, servers.ofAdministrator())) {
            Permissions.allow(servers.broker, user, Permissions.printed(stream));
            Map<String, String> settings = new HashMap<>(of);
            settings.putAll(servers.ofAdministrator().entrySet().stream()
                    .filter(entry -> !entry.getKey().equals("bootstrap.servers"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
            String host = "http://localhost:" + pictures.port();
            settings.put("align.image.uri.hosts", host);
            settings.put("align.image.uri.private.hosts", host);
            settings.put("align.image.uri.bytes.max", "100000");
            settings.put("align.dead.letters.payload", "digest");
            settings.put("align.http.port", "0");
            Feed.publishLabelSet(stream);
            for (String address : List.of(
                    host + "/picture/1?signature=" + SIGNATURE,
                    host + "/gone?signature=" + SIGNATURE,
                    host + "/reset?signature=" + SIGNATURE,
                    host + "/redirect?signature=" + SIGNATURE,
                    "http://user:" + SIGNATURE + "@localhost:" + pictures.port() + "/picture/2",
                    "https://elsewhere.test/" + "?signature=" + SIGNATURE,
                    "https://elsewhere.test/#" + SIGNATURE)) {
                ImageEvent event = new ImageEvent(ByteBuffer.allocate(0), List.of("things"), "", Map.of(), address);
                stream.send(stream.config.topics().imageEvents(), "image", event, System.currentTimeMillis());
            }
            stream.flush();
            try (Instance instance =
                    Instance.start(stream, options, provided(settings)).awaitRunning()) {
                StatusPages pages = StatusPages.of(instance);
                stream.awaitSettled();
                assertNoSecrets("metrics", pages.metrics());
                assertNoSecrets("health", pages.get("/health/ready").body());
                instance.terminate();
                assertThat(instance.err()).contains("TRACE").contains(pages.url());
                assertNoSecrets("log", instance.err());
            }
            for (String topic : List.of(
                    stream.config.topics().imageClassifications(),
                    stream.config.topics().imageEmbeddings(),
                    stream.config.topics().deadLetters())) {
                StringBuilder all = new StringBuilder();
                stream.read(topic, record -> all.append(text(record)));
                assertThat(all).as(topic).isNotEmpty();
                assertNoSecrets(topic, all.toString());
            }
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder(new String(record.value(), StandardCharsets.ISO_8859_1));
        for (Header header : record.headers()) {
            text.append(header.key()).append('=').append(new String(header.value(), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Says where a secret stands, and not the whole text. */
    private static void assertNoSecrets(String what, String text) {
        List<String> secrets = new ArrayList<>(SECRETS);
        secrets.addAll(servers.tokens.issued());
        for (String secret : secrets) {
            int at = text.indexOf(secret);
            assertThat(at < 0 ? "" : text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100)))
                    .as(what + " has '" + secret + "'")
                    .isEmpty();
        }
    }

    @Test
    void shouldRefuseASecretThatItsProviderDoesNotKnow() throws Exception {
        Path file = Files.writeString(LocalServers.directory("secrets").resolve("none.properties"), "other=1\n");
        Path config = Files.writeString(
                LocalServers.directory("secrets").resolve("unresolved.properties"),
                "bootstrap.servers=" + LocalServers.bootstrapServers() + "\nconfig.providers=file\n"
                        + "config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider\n"
                        + "sasl.jaas.config=${file:" + file + ":password}\n");
        Cli.Result end = Cli.run("topics", "create", "--config", config.toString());

        assertThat(Faults.onlyError(end))
                .contains("sasl.jaas.config: expected ${file:" + file + ":password} to be something");
    }

    @Test
    void shouldLoadNoProviderThatIsNotAllowed() throws Exception {
        Path config = Files.writeString(
                LocalServers.directory("secrets").resolve("strange.properties"),
                "bootstrap.servers=" + LocalServers.bootstrapServers() + "\nconfig.providers=strange\n"
                        + "config.providers.strange.class=org.example.StrangeProvider\n");
        Cli.Result end = Cli.run("topics", "create", "--config", config.toString());

        assertThat(Faults.onlyError(end)).contains("org.example.StrangeProvider is not allowed");
    }
}
