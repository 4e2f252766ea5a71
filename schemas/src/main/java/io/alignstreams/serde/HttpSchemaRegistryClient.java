package io.alignstreams.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Speaks the REST API of Confluent's schema registry, and remembers what it has learned: neither an id's schema nor a
 * subject's id ever changes.
 *
 * <p>Source: "Schema Registry API Reference" of the Confluent Platform.
 */
final class HttpSchemaRegistryClient implements SchemaRegistryClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RegistryRequests requests;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    HttpSchemaRegistryClient(SchemaRegistryConfig config) {
        this.requests = new RegistryRequests(config);
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) {
        String path = "/subjects/" + RegistryRequests.encode(subject) + "/versions?normalize=" + normalize;
        return id(requests.post(path, body(schema), "register " + schema.getFullName() + " for subject " + subject));
    }

    @Override
    public int idOf(String subject, Schema schema, boolean normalize) {
        String path = "/subjects/" + RegistryRequests.encode(subject) + "?normalize=" + normalize + "&deleted=false";
        return id(requests.post(path, body(schema), "look up " + schema.getFullName() + " of subject " + subject));
    }

    @Override
    public Schema schemaOf(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        String answer = requests.get("/schemas/ids/" + id, "look up the schema with id " + id);
        JsonNode json = parse(answer);
        String type = json.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || !json.path("references").isEmpty()) {
            throw new SerializationException("expected id " + id + " to be an Avro schema without references, found "
                    + type + " with " + json.path("references").size() + " references");
        }
        try {
            // Whoever reads has no use for the writer's defaults, valid or not.
            Schema schema = new Schema.Parser()
                    .setValidateDefaults(false)
                    .parse(json.path("schema").asText());
            schemas.put(id, schema);
            return schema;
        } catch (RuntimeException | StackOverflowError e) {
            throw new SerializationException(
                    "expected id " + id + " to be an Avro schema, found that " + e + " in " + answer, e);
        }
    }

    private static String body(Schema schema) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schema", schema.toString())
                .toString();
    }

    private static int id(String answer) {
        JsonNode id = parse(answer).path("id");
        if (!id.canConvertToInt() || !id.isIntegralNumber()) {
            throw new SerializationException("expected the registry to answer with an id, found " + answer);
        }
        return id.intValue();
    }

    private static JsonNode parse(String answer) {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new SerializationException("expected JSON from the registry, found " + answer, e);
        }
    }
}
