package io.alignstreams.harness;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/** Three brokers in processes of their own. They can be stopped, killed and started again, and keep their ports. */
public final class Brokers implements AutoCloseable {
    public static final int COUNT = 3;
    private static final List<String> SMALL = List.of("-Xmx384m", "-XX:TieredStopAtLevel=1");

    private final Path directory;
    private final String clusterId = Uuid.randomUuid().toString();
    private final List<Integer> ports;
    private final Cli[] processes = new Cli[COUNT];

    private Brokers(Path directory, List<Integer> ports) {
        this.directory = directory;
        this.ports = ports;
    }

    public static Brokers start() throws IOException {
        Brokers brokers = new Brokers(LocalServers.directory("brokers-" + Uuid.randomUuid()), Ports.free(2 * COUNT));
        try {
            for (int broker = 0; broker < COUNT; broker++) {
                brokers.start(broker);
            }
            brokers.awaitAll();
            return brokers;
        } catch (IOException | RuntimeException e) {
            brokers.close();
            throw e;
        }
    }

    /** Starts a broker that does not run. */
    public void start(int broker) throws IOException {
        Path file = directory.resolve("broker-" + broker + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties(broker).store(writer, null);
        }
        processes[broker] = Cli.startMain(BrokerProcess.class.getName(), SMALL, file.toString(), clusterId);
    }

    private Properties properties(int broker) {
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(broker + 1));
        properties.put(
                "controller.quorum.voters",
                IntStream.range(0, COUNT)
                        .mapToObj(voter -> (voter + 1) + "@127.0.0.1:" + ports.get(COUNT + voter))
                        .collect(Collectors.joining(",")));
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.get(broker) + ",CONTROLLER://127.0.0.1:" + ports.get(COUNT + broker));
        properties.put("log.dirs", directory.resolve("data-" + broker).toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("group.min.session.timeout.ms", "1000");
        properties.put("broker.session.timeout.ms", "2000");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        Map.of("offsets.topic", "4", "transaction.state.log", "4", "share.coordinator.state.topic", "1")
                .forEach((topic, partitions) -> {
                    properties.put(topic + ".num.partitions", partitions);
                    properties.put(topic + ".replication.factor", String.valueOf(COUNT));
                });
        return properties;
    }

    /** Stops a broker as SIGTERM does. */
    public void stop(int broker) throws IOException, InterruptedException {
        processes[broker].terminate();
    }

    /** Stops a broker as SIGKILL does. */
    public void kill(int broker) throws IOException, InterruptedException {
        if (!processes[broker].isAlive()) {
            throw new AssertionError("expected a broker that runs, found: " + processes[broker].err());
        }
        processes[broker].kill();
    }

    /** Waits until all brokers are there, and every replica is in sync. */
    public void awaitAll() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Awaitility.await("all brokers are there")
                    .atMost(Stream.SOON)
                    .ignoreExceptions()
                    .until(() -> {
                        boolean there = admin.describeCluster().nodes().get().size() == COUNT;
                        return there
                                && admin
                                        .describeTopics(
                                                admin.listTopics().names().get())
                                        .allTopicNames()
                                        .get()
                                        .values()
                                        .stream()
                                        .flatMap(topic -> topic.partitions().stream())
                                        .allMatch(partition -> partition.isr().size()
                                                == partition.replicas().size());
                    });
        }
    }

    /** The addresses of all, whether they run or not. */
    public String bootstrapServers() {
        return ports.subList(0, COUNT).stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    @Override
    public void close() throws IOException {
        for (Cli process : processes) {
            if (process != null) {
                process.close();
            }
        }
        LocalServers.delete(directory);
    }
}
