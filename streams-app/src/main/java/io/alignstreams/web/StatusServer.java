package io.alignstreams.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers probes and Prometheus by plain HTTP. */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    /** More than probes and scrapers need, so that clients that send nothing do not keep them from an answer. */
    private static final int MOST_THREADS = 64;

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json; charset=utf-8";

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Map<String, Page> pages;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            MOST_THREADS, MOST_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), StatusServer::daemon);
    private final HttpServer server;

    /** What there is at a path. */
    @FunctionalInterface
    private interface Page {
        Response get() throws IOException;
    }

    private record Response(int status, String contentType, byte[] body) {
        static Response text(int status, String text) {
            return new Response(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private StatusServer(HttpServer server, Health health, Metrics metrics) {
        this.server = server;
        this.pages = Map.of(
                "/health/live", () -> answer("live", health::live),
                "/health/ready", () -> answer("ready", health::ready),
                "/health/started", () -> answer("started", health::started),
                "/metrics", () -> metrics(metrics));
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * Starts to answer where the settings say.
     *
     * @throws ConfigException if it cannot listen there
     */
    public static StatusServer start(AlignStreamsConfig config, Health health, Metrics metrics) {
        limitPatience();
        String host = config.getString(AlignKeys.HTTP_HOST);
        int port = config.getInt(AlignKeys.HTTP_PORT);
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new ConfigException(
                    AlignKeys.HTTP_HOST,
                    host,
                    "expected a host of this machine, found that the name cannot be resolved; 127.0.0.1 is this machine"
                            + " alone, 0.0.0.0 all of its addresses");
        }
        try {
            return new StatusServer(HttpServer.create(address, 0), health, metrics);
        } catch (IOException e) {
            throw new ConfigException(
                    AlignKeys.HTTP_PORT,
                    port,
                    "expected to listen at " + host + ":" + port + ", found: " + e.getMessage()
                            + "; choose another port, 0 for any free one, or -1 for none");
        }
    }

    /** Of the JDK's server, with clients that send nothing or take nothing; it has none by default. */
    private static void limitPatience() {
        setUnlessGiven("sun.net.httpserver.maxReqTime", "2");
        setUnlessGiven("sun.net.httpserver.maxRspTime", "10");
    }

    private static void setUnlessGiven(String key, String seconds) {
        System.setProperty(key, System.getProperty(key, seconds));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "align-http");
        thread.setDaemon(true);
        return thread;
    }

    /** Where it listens. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Response response = respond(exchange);
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", response.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(response.status(), isHead ? -1 : response.body().length);
            if (!isHead) {
                exchange.getResponseBody().write(response.body());
            }
        }
    }

    private Response respond(HttpExchange exchange) {
        if (!exchange.getRequestMethod().matches("GET|HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Response.text(HttpURLConnection.HTTP_BAD_METHOD, "expected GET or HEAD\n");
        }
        Page page = pages.get(exchange.getRequestURI().getPath());
        if (page != null) {
            try {
                return page.get();
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} could not be answered", exchange.getRequestURI().getPath(), e);
                return Response.text(HttpURLConnection.HTTP_INTERNAL_ERROR, "expected an answer, found a fault: " + e);
            }
        }
        String there = String.join("\n", pages.keySet().stream().sorted().toList());
        return Response.text(HttpURLConnection.HTTP_NOT_FOUND, "expected one of\n" + there + "\n");
    }

    private Response answer(String name, Supplier<Health.Answer> probe) throws IOException {
        Health.Answer answer = probe.get();
        String status = answer.isUp() ? "UP" : "DOWN";
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", status);
        ObjectNode check = json.putArray("checks").addObject().put("name", name).put("status", status);
        answer.data().forEach(check.putObject("data")::put);
        int code = answer.isUp() ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE;
        return new Response(code, JSON, mapper.writeValueAsBytes(json));
    }

    private static Response metrics(Metrics metrics) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        metrics.write(body);
        return new Response(HttpURLConnection.HTTP_OK, Metrics.CONTENT_TYPE, body.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
