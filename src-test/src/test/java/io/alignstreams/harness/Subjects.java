package io.alignstreams.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;

/** Registers schemas that the application does not know yet, at the address of a registry. */
public final class Subjects {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAGIC_BYTES = 1;

    private final String registry;
    private final HttpClient http = HttpClient.newHttpClient();

    public Subjects(String registry) {
        this.registry = registry;
    }

    /** Gives the id of a schema. */
    public int register(String subject, Schema schema) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("schema", schema.toString()))))
                .build();
        String answer = http.send(request, BodyHandlers.ofString()).body();
        int id = JSON.readTree(answer).path("id").asInt();
        if (id == 0) {
            throw new AssertionError("expected the registry to take " + schema + ", found " + answer);
        }
        return id;
    }

    /** Says of a value in the wire format that it was written with another schema. */
    public static byte[] withId(byte[] value, int id) {
        byte[] other = value.clone();
        ByteBuffer.wrap(other).putInt(MAGIC_BYTES, id);
        return other;
    }
}
