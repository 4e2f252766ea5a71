package io.alignstreams.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Apicurio's registry in a process of its own, which Maven has unpacked. */
public final class Apicurio implements AutoCloseable {
    private static final Path HOME = Path.of("target/apicurio");

    private final Process process;
    private final String address;

    private Apicurio(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    public static Apicurio start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                runner().toString());
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        Path log = Files.createTempFile(LocalServers.directory("apicurio"), "log", "");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Apicurio apicurio = new Apicurio(process, "http://127.0.0.1:" + port);
        try {
            Awaitility.await("Apicurio, whose log is in " + log)
                    .atMost(io.alignstreams.harness.Stream.SOON)
                    .until(apicurio::isReady);
            return apicurio;
        } catch (RuntimeException e) {
            apicurio.close();
            throw e;
        }
    }

    private static Path runner() throws IOException {
        try (Stream<Path> files = Files.list(HOME)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/health/ready"))
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The address of its Confluent API. */
    public String url() {
        return address + "/apis/ccompat/v7";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
