package io.alignstreams.harness;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker that a process of its own consists of; SIGTERM stops it cleanly. */
public final class BrokerProcess {
    private BrokerProcess() {}

    /** Starts a broker of the settings in a file, on what it has left before. */
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(reader);
        }
        String directory = properties.getProperty("log.dirs");
        if (!Files.exists(Path.of(directory, "meta.properties"))) {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                    .setClusterId(arguments[1])
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory)
                    .addDirectory(directory)
                    .run();
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        server.startup();
        System.err.println("running: broker");
        server.awaitShutdown();
    }
}
