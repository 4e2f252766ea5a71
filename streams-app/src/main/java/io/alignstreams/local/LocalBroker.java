package io.alignstreams.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and its controller inside the process, on ports of the loopback address that were free. Its data lie in a
 * temporary directory that goes when it is closed.
 */
public final class LocalBroker implements AutoCloseable {
    private static final int NODE = 1;
    private static final String HOST = "127.0.0.1";
    private static final String PREFIX = "align-streams-broker";

    private final TemporaryFolder directory;
    private final String bootstrapServers;
    private final KafkaRaftServer server;

    private LocalBroker(TemporaryFolder directory, String bootstrapServers, KafkaRaftServer server) {
        this.directory = directory;
        this.bootstrapServers = bootstrapServers;
        this.server = server;
    }

    /** Starts a broker with Kafka's own defaults, but for what one small broker needs. */
    public static LocalBroker start() throws IOException {
        return start(Map.of());
    }

    /**
     * Starts a broker whose directory is among the system's temporary files.
     *
     * @param settings of Kafka's, which win over ours
     */
    public static LocalBroker start(Map<String, String> settings) throws IOException {
        return startIn(TemporaryFolder.create(PREFIX), settings);
    }

    /**
     * Starts a broker.
     *
     * @param folder that its directory is to be in
     * @param settings of Kafka's, which win over ours
     */
    static LocalBroker start(Path folder, Map<String, String> settings) throws IOException {
        return startIn(TemporaryFolder.createIn(folder, PREFIX), settings);
    }

    private static LocalBroker startIn(TemporaryFolder directory, Map<String, String> settings) throws IOException {
        try {
            int[] ports = freePorts();
            Map<String, String> properties = properties(directory.path(), ports[0], ports[1]);
            properties.putAll(settings);
            format(directory.path());
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
            LocalBroker broker = new LocalBroker(directory, HOST + ":" + ports[0], server);
            broker.startOrShutDown();
            return broker;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** What has started of a broker that fails to would go on in a directory that is gone. */
    private void startOrShutDown() {
        try {
            server.startup();
        } catch (RuntimeException e) {
            try {
                shutDown();
            } catch (RuntimeException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    private void shutDown() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Map<String, String> properties(Path directory, int brokerPort, int controllerPort) {
        Map<String, String> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(NODE));
        properties.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put(
                "listeners", "PLAINTEXT://" + HOST + ":" + brokerPort + ",CONTROLLER://" + HOST + ":" + controllerPort);
        properties.put("log.dirs", directory.toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            properties.put(internal + ".num.partitions", "4");
            properties.put(internal + ".replication.factor", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        return properties;
    }

    private static void format(Path directory) throws IOException {
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString());
        try {
            formatter.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(directory + ": expected to format it for a broker, found a fault: " + e, e);
        }
    }

    /** A broker has to know its ports before it opens them. */
    private static int[] freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket other = new ServerSocket(0, 1, loopback)) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    /** The address for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        try (directory) {
            shutDown();
        }
    }
}
