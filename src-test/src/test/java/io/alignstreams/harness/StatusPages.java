package io.alignstreams.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Health and metrics of an instance, as it serves them. */
public final class StatusPages {
    private static final Pattern URL = Pattern.compile("health and metrics: (\\S+)");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    public StatusPages(String url) {
        this.url = url;
    }

    /** Waits until an instance says where it serves them. */
    public static StatusPages of(Instance instance) {
        return new StatusPages(Awaitility.await("the instance serves its status")
                .atMost(Stream.SOON)
                .until(() -> url(instance), found -> found != null));
    }

    private static String url(Instance instance) throws IOException {
        Matcher url = URL.matcher(instance.err());
        return url.find() ? url.group(1) : null;
    }

    public String url() {
        return url;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The status with which a probe is answered. */
    public int probe(String name) throws IOException, InterruptedException {
        return get("/health/" + name).statusCode();
    }

    /** All that is measured, as Prometheus scrapes it. */
    public String metrics() throws IOException, InterruptedException {
        HttpResponse<String> response = get("/metrics");
        if (response.statusCode() != 200) {
            throw new AssertionError("expected metrics, found " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** The sum of all series of a metric whose tags have a text in them. */
    public double metric(String name, String tags) throws IOException, InterruptedException {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(tags))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
