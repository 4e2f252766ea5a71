package io.alignstreams.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * What the clients of Kafka and of the registry log. A server that does not answer is worth warnings to an application that
 * goes on without it, and none to a command, which ends with a line of its own. A logging configuration of the user's stands.
 */
final class ClientLogs {
    private static final boolean IS_OURS = System.getProperty("log4j2.configurationFile") == null;
    private static final Map<String, Level> CONFIGURED = new LinkedHashMap<>();

    static {
        for (String name : List.of("org.apache.kafka.clients", "io.alignstreams.serde")) {
            CONFIGURED.put(name, LogManager.getLogger(name).getLevel());
        }
    }

    private ClientLogs() {}

    /**
     * Silences who would write down whole addresses of images, in which others have their signatures, whatever the logging
     * configuration says.
     */
    static void keepSecrets() {
        Configurator.setAllLevels("org.apache.hc", Level.OFF);
    }

    static void onlyErrors() {
        if (IS_OURS) {
            CONFIGURED.keySet().forEach(name -> Configurator.setLevel(name, Level.ERROR));
        }
    }

    static void asConfigured() {
        if (IS_OURS) {
            CONFIGURED.forEach(Configurator::setLevel);
        }
    }
}
