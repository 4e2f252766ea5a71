package io.alignstreams.serde;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/** TLS to a registry: Kafka's own keys and stores of certificates, behind {@code schema.registry.}. */
final class RegistryTls {
    static final String PREFIX = "schema.registry.";

    /** What Kafka does with engines of its own; names of hosts are always checked. */
    private static final Set<String> LEFT_OUT = Set.of(
            SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
            SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG,
            SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
            SslConfigs.SSL_CIPHER_SUITES_CONFIG);

    private static final List<String> STORES =
            List.of(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);

    private static final ConfigDef OF_KAFKA = new ConfigDef();
    private static final ConfigDef DEFINITION = new ConfigDef();

    static {
        SslConfigs.addClientSslSupport(OF_KAFKA);
        OF_KAFKA.configKeys().values().stream()
                .filter(key -> !LEFT_OUT.contains(key.name))
                .forEach(DEFINITION::define);
    }

    private RegistryTls() {}

    /** Adds the keys to those of a registry's client. */
    static void define(ConfigDef definition) {
        definition.embed(PREFIX, "", 0, DEFINITION);
    }

    /**
     * Makes what connections are made with; null if no key is set, which leaves it to the JVM
     * ({@code javax.net.ssl.trustStore}).
     *
     * @param settings those behind the prefix
     * @throws ConfigException if a store cannot be used
     */
    static @Nullable SSLContext context(Map<String, Object> settings) {
        if (settings.keySet().stream().noneMatch(DEFINITION.names()::contains)) {
            return null;
        }
        for (String key : STORES) {
            Object file = settings.get(key);
            if (file != null && !Files.isReadable(Path.of(file.toString()))) {
                throw new ConfigException(PREFIX + key, file, "expected a file that can be read, found none");
            }
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(new AbstractConfig(OF_KAFKA, settings, false).values());
            requireCertificates(factory.truststore(), settings);
            return factory.sslContext();
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a store that was loaded could not be read", e);
        } catch (ConfigException e) {
            throw e;
        } catch (KafkaException e) {
            throw new ConfigException(PREFIX + "ssl.*: expected settings that TLS can be made with, found: "
                    + (e.getCause() == null ? e : e.getCause()));
        }
    }

    /** A PKCS12 store that is opened without its password is empty. */
    private static void requireCertificates(@Nullable KeyStore store, Map<String, Object> settings)
            throws KeyStoreException {
        if (store != null && store.size() == 0) {
            throw new ConfigException(
                    PREFIX + SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
                    settings.get(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG),
                    "expected certificates, found none; is " + PREFIX + SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG
                            + " missing, or the type another one?");
        }
    }
}
