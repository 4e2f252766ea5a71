package io.alignstreams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Outcomes for machines, one JSON object a line. Floats read back as they were. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array(float[] values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(values.length);
        for (float value : values) {
            array.add(value);
        }
        return array;
    }

    /**
     * Says where a record lies and what it holds.
     *
     * @param value null for a dead letter, of which only the size is told
     */
    static ObjectNode record(ConsumerRecord<String, byte[]> record, @Nullable SpecificRecord value) {
        ObjectNode json = object();
        json.put("key", record.key());
        json.put("topic", record.topic());
        json.put("partition", record.partition());
        json.put("offset", record.offset());
        json.put("timestamp", record.timestamp());
        ObjectNode headers = json.putObject("headers");
        for (Header header : record.headers()) {
            headers.put(
                    header.key(), header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
        }
        if (value == null) {
            json.put("value_bytes", record.value() == null ? -1 : record.value().length);
        } else {
            try {
                json.set("value", MAPPER.readTree(value.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                        "Avro wrote JSON that is none: " + value.getSchema().getFullName(), e);
            }
        }
        return json;
    }
}
