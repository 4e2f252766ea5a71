package io.alignstreams.harness;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame.OutputType;

/** An instance of the application in a container that is locked down as that of docker/compose.yaml is. */
public final class AppContainer implements AutoCloseable {
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;
    private static final int STATUS_PORT = 8080;
    private static final long MEMORY = 1L << 30;
    private static final int STOP_SECONDS = 60;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final GenericContainer<?> container;

    private AppContainer(GenericContainer<?> container) {
        this.container = container;
    }

    /** Starts {@code run} on a tiny ALIGN of random weights. */
    public static AppContainer start(ContainerServers servers, Stream stream) throws IOException {
        Path settings = LocalServers.directory("containers").resolve("app-" + COUNT.incrementAndGet() + ".properties");
        Map<String, String> own = new HashMap<>(servers.inside());
        own.putAll(Map.of(
                "state.dir",
                "/var/lib/align-streams/state",
                "align.model",
                "/models/tiny",
                "align.http.host",
                "0.0.0.0",
                "align.http.port",
                String.valueOf(STATUS_PORT)));
        Files.copy(stream.file(own), settings);
        // The container's user is nobody that the host knows.
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
        return start(lockedDown(
                        List.of(bind(settings, "/config/app.properties"), bind(LocalServers.model(), "/models/tiny")))
                .withNetwork(servers.network())
                .withExposedPorts(STATUS_PORT)
                .withStartupTimeout(Stream.SOON));
    }

    /** Starts any command line. */
    public static AppContainer start(String... arguments) throws IOException {
        return start(lockedDown(List.of()).withCommand(arguments));
    }

    private static AppContainer start(GenericContainer<?> container) {
        try {
            container.start();
            return new AppContainer(container);
        } catch (RuntimeException e) {
            String log = container.getContainerId() == null ? "no log" : container.getLogs();
            container.stop();
            throw new IllegalStateException("expected a container that starts, found " + e + ": " + log, e);
        }
    }

    private static GenericContainer<?> lockedDown(List<Bind> binds) throws IOException {
        return new GenericContainer<>(ContainerImages.application())
                .withCreateContainerCmdModifier(command -> command.getHostConfig()
                        .withBinds(binds)
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges"))
                        .withMemory(MEMORY));
    }

    private static Bind bind(Path from, String to) {
        return new Bind(from.toAbsolutePath().toString(), new Volume(to), AccessMode.ro, SELContext.shared);
    }

    /** Waits until it scores images. */
    public AppContainer awaitRunning() {
        Awaitility.await("the container's instance runs").atMost(Stream.SOON).until(() -> {
            requireAlive();
            return err().contains("running:");
        });
        return this;
    }

    /** Waits until the engine finds it healthy. */
    public void awaitHealthy() {
        Awaitility.await("the container is healthy").atMost(Stream.SOON).until(() -> {
            requireAlive();
            return state().getHealth().getStatus().equals("healthy");
        });
    }

    private InspectContainerResponse.ContainerState state() {
        return container.getCurrentContainerInfo().getState();
    }

    private void requireAlive() {
        if (!isAlive()) {
            throw new AssertionError("expected a container that runs, found that it ended: " + err());
        }
    }

    public boolean isAlive() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    /** Ends it as SIGKILL does. */
    public void kill() {
        requireAlive();
        ContainerImages.client().killContainerCmd(container.getContainerId()).exec();
        requireStatus(KILLED);
    }

    /** Ends it as engines and Kubernetes do, and gives the time that it took. */
    public Duration terminate() {
        requireAlive();
        long start = System.nanoTime();
        ContainerImages.client()
                .stopContainerCmd(container.getContainerId())
                .withTimeout(STOP_SECONDS)
                .exec();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        requireStatus(TERMINATED);
        return took;
    }

    private void requireStatus(int expected) {
        int status = awaitEnd();
        if (status != expected) {
            throw new AssertionError("expected exit status " + expected + ", found " + status + ": " + err());
        }
    }

    /** Waits until it ends, and gives its exit status. */
    public int awaitEnd() {
        return ContainerImages.client()
                .waitContainerCmd(container.getContainerId())
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode(Stream.SOON.toSeconds(), TimeUnit.SECONDS);
    }

    /** Runs a command in it, and gives what it wrote. */
    public String execute(String... command) throws IOException, InterruptedException {
        var result = container.execInContainer(command);
        return result.getStdout() + result.getStderr();
    }

    /** Where its health and metrics are. */
    public String url() {
        return "http://" + container.getHost() + ":" + container.getMappedPort(STATUS_PORT);
    }

    public String out() {
        return container.getLogs(OutputType.STDOUT);
    }

    public String err() {
        return container.getLogs(OutputType.STDERR);
    }

    @Override
    public void close() {
        container.stop();
    }
}
