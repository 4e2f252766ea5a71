package io.alignstreams.cli;

import io.alignstreams.config.AlignStreamsConfig;
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

    AlignStreamsConfig load() throws IOException {
        AlignStreamsConfig config = AlignStreamsConfig.load(file);
        if (!config.kafkaProperties().containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new ConfigException(file + ": expected bootstrap.servers, found no such setting");
        }
        return config;
    }
}
