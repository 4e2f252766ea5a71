package io.alignstreams.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A Prometheus that scrapes one instance every second. */
public final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path directory;
    private final String url;

    private Prometheus(Process process, Path directory, String url) {
        this.process = process;
        this.directory = directory;
        this.url = url;
    }

    /** Starts one, and waits until it answers. */
    public static Prometheus start(StatusPages scraped) throws IOException {
        Path directory = LocalServers.directory("prometheus");
        String listen = "127.0.0.1:" + Ports.free(1).get(0);
        Path config = Files.writeString(directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: align-streams
                    static_configs: [{targets: ['%s']}]
                """.formatted(
                        URI.create(scraped.url()).getAuthority()));
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=" + listen)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, directory, "http://" + listen);
        try {
            Awaitility.await("Prometheus is ready")
                    .atMost(Stream.SOON)
                    .ignoreExceptions()
                    .until(() -> prometheus.get("/-/ready").statusCode() == 200);
            return prometheus;
        } catch (RuntimeException e) {
            prometheus.close();
            throw e;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The values that a query has now. */
    public List<Double> query(String query) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        JsonNode answer = JSON.readTree(response.body());
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError("expected an answer to " + query + ", found " + response.body());
        }
        List<Double> values = new ArrayList<>();
        answer.path("data")
                .path("result")
                .forEach(series ->
                        values.add(Double.valueOf(series.path("value").path(1).asText())));
        return values;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        LocalServers.delete(directory);
    }
}
