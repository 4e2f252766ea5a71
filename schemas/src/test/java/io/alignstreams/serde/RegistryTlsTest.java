package io.alignstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {
    private static final String PASSWORD = "canary";

    @TempDir
    Path directory;

    private static RegistryRequests requests(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("schema.registry.url", "https://registry.test"));
        settings.forEach((key, value) -> all.put("schema.registry.ssl." + key, value));
        return new RegistryRequests(new SchemaRegistryConfig(all));
    }

    /** A store of the certificates that the JVM trusts. */
    private String store() throws IOException, GeneralSecurityException {
        Path system = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        KeyStore trusted = KeyStore.getInstance(system.toFile(), (char[]) null);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        String alias = trusted.aliases().nextElement();
        store.setCertificateEntry(alias, trusted.getCertificate(alias));
        Path file = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file.toString();
    }

    @Test
    void shouldTakeAStoreWithItsPassword() throws Exception {
        Map<String, String> settings =
                Map.of("truststore.location", store(), "truststore.type", "PKCS12", "truststore.password", PASSWORD);

        assertThatCode(() -> requests(settings)).doesNotThrowAnyException();
    }

    @Test
    void shouldLeaveToTheJvmWhatNobodySets() {
        assertThat(new SchemaRegistryConfig(Map.of("schema.registry.url", "https://registry.test")).tls())
                .isNull();
    }

    @Test
    void shouldNameAStoreThatIsNotThere() {
        assertThatThrownBy(() -> requests(Map.of("truststore.location", "/nowhere/trust.p12")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Invalid value /nowhere/trust.p12 for configuration"
                        + " schema.registry.ssl.truststore.location: expected a file that can be read, found none");
    }

    @Test
    void shouldNotTakeAStoreWithoutItsPasswordForAnEmptyOne() throws Exception {
        String store = store();

        assertThatThrownBy(() -> requests(Map.of("truststore.location", store, "truststore.type", "PKCS12")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.ssl.truststore.password");
    }

    @Test
    void shouldNotQuoteAWrongPassword() throws Exception {
        Map<String, String> settings = Map.of(
                "truststore.location", store(), "truststore.type", "PKCS12", "truststore.password", "canary-wrong");

        assertThatThrownBy(() -> requests(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining("canary");
    }

    @Test
    void shouldNotQuoteAnAddressThatIsNone() {
        for (String address : new String[] {
            "http://user:can,ary@host:8081",
            "user:canary",
            "http://user:canary",
            "http://user:8/canary@host",
            "http://user:canary?x@host"
        }) {
            assertThatThrownBy(() ->
                            new RegistryRequests(new SchemaRegistryConfig(Map.of("schema.registry.url", address))))
                    .as(address)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("expected http://HOST")
                    .hasMessageNotContaining("can");
        }
    }
}
