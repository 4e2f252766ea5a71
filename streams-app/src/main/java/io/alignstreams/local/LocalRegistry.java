package io.alignstreams.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alignstreams.serde.MockSchemaRegistry;
import io.alignstreams.serde.UnknownSchemaException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A schema registry inside the process that answers what clients of Confluent's ask for, on a free port of the loopback
 * address. For the demo: it checks no compatibility, and forgets everything when it is closed.
 */
public final class LocalRegistry implements AutoCloseable {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int BAD_REQUEST = 400;
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int VERSION_NOT_FOUND = 40402;
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final int INVALID_SCHEMA = 42201;

    private final ObjectMapper json = new ObjectMapper();
    private final String scope = "local-" + UUID.randomUUID();
    private final MockSchemaRegistry schemas = MockSchemaRegistry.scope(scope);
    private final ExecutorService threads = Executors.newFixedThreadPool(2, LocalRegistry::daemon);
    private final HttpServer server;

    private LocalRegistry(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "local-registry");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts an empty registry. */
    public static LocalRegistry start() throws IOException {
        return new LocalRegistry(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** The address for {@code schema.registry.url}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What a client is told instead of an answer. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;

        Refused(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = segments(exchange.getRequestURI().getRawPath());
            try {
                JsonNode body = body(exchange);
                respond(exchange, 200, answer(exchange.getRequestMethod() + " /" + shape(path), path, body));
            } catch (Refused e) {
                ObjectNode error = json.createObjectNode();
                error.put("error_code", e.code);
                error.put("message", e.getMessage());
                respond(exchange, e.code > 999 ? e.code / 100 : e.code, error);
            }
        }
    }

    /** Splits before it decodes, since a subject may have a slash of its own. */
    private static String[] segments(String rawPath) {
        return Stream.of(rawPath.substring(1).split("/", -1))
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toArray(String[]::new);
    }

    private JsonNode body(HttpExchange exchange) throws IOException, Refused {
        try {
            return json.readTree(exchange.getRequestBody());
        } catch (JsonProcessingException e) {
            throw new Refused(BAD_REQUEST, "expected JSON, found: " + e.getOriginalMessage());
        }
    }

    private void respond(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Puts {@code *} where a name or a number stands. */
    private static String shape(String[] path) {
        String[] shape = path.clone();
        for (int i = 1; i < shape.length; i++) {
            if (!List.of("versions", "ids", "schema").contains(shape[i])) {
                shape[i] = "*";
            }
        }
        return String.join("/", shape);
    }

    private JsonNode answer(String request, String[] path, JsonNode body) throws Refused {
        return switch (request) {
            case "GET /" -> json.createObjectNode();
            case "GET /subjects" -> json.valueToTree(schemas.subjects());
            case "GET /config", "GET /config/*" -> json.createObjectNode().put("compatibilityLevel", "NONE");
            case "POST /subjects/*/versions" ->
                json.createObjectNode().put("id", schemas.register(path[1], parse(body), false));
            case "POST /subjects/*" -> version(path[1], find(path[1], parse(body)));
            case "GET /subjects/*/versions" -> versions(path[1]);
            case "GET /subjects/*/versions/*" -> version(path[1], versionId(path[1], path[3]));
            case "GET /schemas/ids/*" ->
                json.createObjectNode().put("schema", schema(number(path[2])).toString());
            default -> throw new Refused(404, "expected a request of Confluent's registry API, found " + request);
        };
    }

    private JsonNode versions(String subject) throws Refused {
        int count = known(subject).size();
        return json.valueToTree(IntStream.rangeClosed(1, count).boxed().toList());
    }

    private ObjectNode version(String subject, int id) throws Refused {
        return json.createObjectNode()
                .put("subject", subject)
                .put("id", id)
                .put("version", known(subject).indexOf(id) + 1)
                .put("schema", schema(id).toString());
    }

    private int versionId(String subject, String version) throws Refused {
        List<Integer> ids = known(subject);
        int number = version.equals("latest") ? ids.size() : number(version);
        if (number < 1 || number > ids.size()) {
            throw new Refused(VERSION_NOT_FOUND, "Version " + version + " not found.");
        }
        return ids.get(number - 1);
    }

    private List<Integer> known(String subject) throws Refused {
        List<Integer> ids = schemas.versions(subject);
        if (ids.isEmpty()) {
            throw new Refused(SUBJECT_NOT_FOUND, "Subject '" + subject + "' not found.");
        }
        return ids;
    }

    private int find(String subject, Schema schema) throws Refused {
        known(subject);
        try {
            return schemas.idOf(subject, schema, false);
        } catch (SerializationException e) {
            throw new Refused(SCHEMA_NOT_FOUND, "Schema not found");
        }
    }

    private Schema schema(int id) throws Refused {
        try {
            return schemas.schemaOf(id);
        } catch (UnknownSchemaException e) {
            throw new Refused(SCHEMA_NOT_FOUND, "Schema " + id + " not found");
        }
    }

    private static Schema parse(JsonNode body) throws Refused {
        try {
            return new Schema.Parser().parse(body.path("schema").asText());
        } catch (AvroRuntimeException e) {
            throw new Refused(INVALID_SCHEMA, "Invalid schema: " + e.getMessage());
        }
    }

    private static int number(String text) throws Refused {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Refused(INVALID_SCHEMA, "expected a number, found " + text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        MockSchemaRegistry.drop(scope);
    }
}
