package io.alignstreams.cli;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.serde.AvroSerde;
import io.alignstreams.serde.SchemaRegistryConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Option;

/** The option {@code --config}, of every command that talks to a cluster. */
final class ConfigFile {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "settings as a .properties file: Kafka's keys as they are, ours under align.;"
                    + " docs/configuration.md lists them")
    private Path file;

    /** Reads settings with which topics can be asked for. */
    AlignStreamsConfig load() throws IOException {
        AlignStreamsConfig config = AlignStreamsConfig.load(file);
        require(config, CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        return config;
    }

    /** Reads settings with which events can be read and written. */
    AlignStreamsConfig loadForEvents() throws IOException {
        AlignStreamsConfig config = load();
        if (config.getClass(AlignKeys.VALUE_SERDE).equals(AvroSerde.class)) {
            require(config, SchemaRegistryConfig.SCHEMA_REGISTRY_URL);
        }
        return config;
    }

    /** Reads settings with which the application can run. */
    AlignStreamsConfig loadForApplication() throws IOException {
        AlignStreamsConfig config = loadForEvents();
        require(config, AlignKeys.MODEL);
        return config;
    }

    private void require(AlignStreamsConfig config, String key) {
        if (String.valueOf(config.originals().getOrDefault(key, "")).isBlank()) {
            throw new ConfigException(
                    file + ": expected " + key + ", found no such setting; config/app.properties is a sample");
        }
    }
}
