package io.alignstreams.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** What docker/compose.yaml starts, under a name and at ports of its own. */
public final class ComposeStack implements AutoCloseable {
    private static final String NAME =
            "align-streams-test-" + ProcessHandle.current().pid();
    private static final Path HERE = Path.of(".");

    /** For a test that is interrupted. */
    private final Thread hook = new Thread(this::remove);

    private final Map<String, String> environment;
    private final int brokerPort;
    private final int registryPort;

    private ComposeStack(List<Integer> ports) {
        brokerPort = ports.get(0);
        registryPort = ports.get(1);
        environment = Map.of(
                "KAFKA_PORT",
                String.valueOf(brokerPort),
                "REGISTRY_PORT",
                String.valueOf(registryPort),
                "APP_PORTS",
                "0",
                "ALIGN_IMAGE",
                NAME);
    }

    /** Starts all of it with so many instances of the application; skips the test where there is no compose. */
    public static ComposeStack start(int instances) throws Exception {
        ContainerImages.requireEngine();
        assumeTrue(
                Programs.has("docker")
                        && Programs.run(HERE, Map.of(), List.of("docker", "compose", "version"))
                                        .status()
                                == 0,
                "skipped: there is no docker compose");
        ComposeStack stack = new ComposeStack(Ports.free(2));
        Runtime.getRuntime().addShutdownHook(stack.hook);
        try {
            stack.compose("up", "--detach", "--build", "--scale", "app=" + instances);
            return stack;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            try (stack) {
                System.out.println(stack.compose("logs", "setup", "app"));
            } catch (Exception | AssertionError more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** The broker's address, as the tests reach it. */
    public String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    /** The address of the registry's Confluent API, as the tests reach it. */
    public String registryUrl() {
        return "http://127.0.0.1:" + registryPort + "/apis/ccompat/v7";
    }

    /** Runs the application's command line in one of its containers, and gives what it wrote. */
    public String alignStreams(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("exec", "--no-TTY", "app", "align-streams"));
        command.addAll(List.of(arguments));
        return compose(command.toArray(String[]::new));
    }

    /** The containers of the application. */
    public List<String> instances() throws IOException, InterruptedException {
        return compose("ps", "--quiet", "app").lines().toList();
    }

    /** Ends a container as SIGKILL does; it does not come back. */
    public void kill(String container) {
        ContainerImages.client().killContainerCmd(container).exec();
        Awaitility.await("the container has ended").atMost(Stream.SOON).until(() -> !isRunning(container));
    }

    public boolean isRunning(String container) {
        return Boolean.TRUE.equals(ContainerImages.client()
                .inspectContainerCmd(container)
                .exec()
                .getState()
                .getRunning());
    }

    /** Removes all containers, and keeps what is on volumes that have a name. */
    public void down() throws IOException, InterruptedException {
        compose("rm", "--stop", "--force", "--volumes");
    }

    /** Starts all of it again, with one instance. */
    public void up() throws IOException, InterruptedException {
        compose("up", "--detach");
    }

    private String compose(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("docker", "compose", "-p", NAME, "-f", "../docker/compose.yaml"));
        command.addAll(List.of(arguments));
        Cli.Result result = Programs.run(HERE, environment, command);
        if (result.status() != 0) {
            throw new AssertionError("expected that it goes well, found " + result);
        }
        return result.out();
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** Removes all that it has started; what is gone is fine. */
    private void remove() {
        try {
            compose("down", "--volumes", "--timeout", "1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ContainerImages.remove(NAME);
        }
    }
}
