package io.alignstreams.cli;

import java.security.Security;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/** What has to be set before anything else begins, since it is read once. */
final class ProcessDefaults {
    /** How long the JVM keeps in mind that a name could not be resolved, in seconds; to ask again would be in vain. */
    private static final String NEGATIVE_TTL = "networkaddress.cache.negative.ttl";

    private ProcessDefaults() {}

    static void set() {
        // Before the first lookup, for which logging is enough.
        Security.setProperty(NEGATIVE_TTL, "0");
        // Settings may name any class as a provider of secrets, which Kafka would load.
        String allowed = AbstractConfig.AUTOMATIC_CONFIG_PROVIDERS_PROPERTY;
        System.setProperty(allowed, System.getProperty(allowed, kafkasOwn()));
    }

    private static String kafkasOwn() {
        return Stream.of(EnvVarConfigProvider.class, FileConfigProvider.class, DirectoryConfigProvider.class)
                .map(Class::getName)
                .collect(Collectors.joining(","));
    }
}
