package io.alignstreams.harness;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/** A broker and a registry in containers, with a network that the application's containers reach them by. */
public final class ContainerServers implements AutoCloseable {
    private static final int BROKER_PORT = 9092;
    private static final int REGISTRY_PORT = 8080;
    private static final String INSIDE = "broker:19092";
    private static final String API = "/apis/ccompat/v7";

    private final Network network = Network.newNetwork();
    private final KafkaContainer broker;
    private final GenericContainer<?> registry;

    private ContainerServers() throws IOException {
        // A broker that comes back has to be where it was.
        int port = Ports.free(1).get(0);
        broker = new KafkaContainer(ContainerImages.kafka())
                .withNetwork(network)
                .withListener(INSIDE)
                .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
                .withEnv(
                        "KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS",
                        String.valueOf(LocalServers.CLEANUP_INTERVAL_MS))
                .withEnv("KAFKA_HEAP_OPTS", "-Xmx384m")
                .withCreateContainerCmdModifier(command -> command.getHostConfig()
                        .withPortBindings(new PortBinding(
                                Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(BROKER_PORT))));
        registry = new GenericContainer<>(ContainerImages.registry())
                .withNetwork(network)
                .withNetworkAliases("registry")
                .withExposedPorts(REGISTRY_PORT)
                .waitingFor(Wait.forHttp(API + "/subjects").forPort(REGISTRY_PORT))
                .withStartupTimeout(Stream.SOON);
    }

    public static ContainerServers start() throws Exception {
        ContainerImages.requireEngine();
        ContainerServers servers = new ContainerServers();
        try {
            Startables.deepStart(servers.broker, servers.registry).join();
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /** The broker's address, as the tests reach it. */
    public String bootstrapServers() {
        return broker.getBootstrapServers();
    }

    /** The address of the registry's Confluent API, as the tests reach it. */
    public String registryUrl() {
        return "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT) + API;
    }

    /** The addresses of both, as the application's containers reach them. */
    Map<String, String> inside() {
        return Map.of("bootstrap.servers", INSIDE, "schema.registry.url", "http://registry:" + REGISTRY_PORT + API);
    }

    Network network() {
        return network;
    }

    /**
     * Stops the broker, as SIGTERM does, and starts it again on what it has left. It is the only one: killed, it could lose
     * ends of transactions, as docs/faults.md says.
     */
    public void bounceBroker(Duration away) throws IOException, InterruptedException {
        // The container's first process is Testcontainers' own, which passes no signal on.
        broker.execInContainer("sh", "-c", "kill -TERM $(pidof java)");
        Awaitility.await("the broker has stopped").atMost(Stream.SOON).until(() -> !broker.isRunning());
        Thread.sleep(away.toMillis());
        ContainerImages.client().startContainerCmd(broker.getContainerId()).exec();
    }

    @Override
    public void close() {
        try (network;
                broker) {
            registry.stop();
        }
    }
}
