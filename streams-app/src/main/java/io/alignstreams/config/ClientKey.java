package io.alignstreams.config;

import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * A key of one of Kafka Streams' clients, which may stand under several prefixes among its settings.
 *
 * @param prefixes the strongest first
 */
record ClientKey(String name, List<String> prefixes) {
    static ClientKey producer(String name) {
        return new ClientKey(name, List.of(StreamsConfig.PRODUCER_PREFIX, ""));
    }

    static ClientKey mainConsumer(String name) {
        return new ClientKey(name, List.of(StreamsConfig.MAIN_CONSUMER_PREFIX, StreamsConfig.CONSUMER_PREFIX, ""));
    }

    static ClientKey restoreConsumer(String name) {
        return new ClientKey(name, List.of(StreamsConfig.RESTORE_CONSUMER_PREFIX, StreamsConfig.CONSUMER_PREFIX, ""));
    }

    /** A key of Kafka Streams' own. */
    static ClientKey streams(String name) {
        return new ClientKey(name, List.of(""));
    }

    /** The value that counts; null if there is none. */
    @Nullable Object in(Properties properties) {
        return prefixes.stream()
                .map(prefix -> properties.get(prefix + name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The value that counts, or {@code otherwise} if there is none. */
    long number(Properties properties, long otherwise) {
        Object found = in(properties);
        try {
            return found == null ? otherwise : Long.parseLong(found.toString().strip());
        } catch (NumberFormatException e) {
            throw new ConfigException(name, found, "expected a whole number");
        }
    }

    /** Sets a default under the strongest prefix, unless there is a value under any. */
    void putUnlessGiven(Properties properties, Object value) {
        if (in(properties) == null) {
            properties.put(prefixes.get(0) + name, value);
        }
    }
}
