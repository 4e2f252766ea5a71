package io.alignstreams.align.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alignstreams.align.Golden;
import java.io.IOException;
import java.nio.LongBuffer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The tokenizer against what the reference's slow tokenizer makes of the same texts. */
class TokenizerParityTest {
    @Test
    void shouldGiveTheSameIdsForEveryText() throws IOException {
        JsonNode texts = Golden.json("tiny-a/golden/texts.json");
        try (BertTokenizer tokenizer = BertTokenizer.fromPretrained(Golden.path("tiny-a"))) {
            for (JsonNode entry : texts) {
                String key = entry.path("key").asText();
                List<String> text = List.of(entry.path("text").asText());
                BatchEncoding padded = tokenizer.encode(text, Padding.MAX_LENGTH, false);
                assertThat(longs(padded.inputIds())).as(key).isEqualTo(longs(entry.path("input_ids")));
                assertThat(longs(padded.attentionMask())).as(key).isEqualTo(longs(entry.path("attention_mask")));
                assertThat(longs(padded.tokenTypeIds())).as(key).isEqualTo(longs(entry.path("token_type_ids")));
                assertThat(longs(tokenizer.encode(text, Padding.LONGEST, false).inputIds()))
                        .as(key)
                        .isEqualTo(longs(entry.path("unpadded_input_ids")));
                JsonNode truncated = entry.path(entry.has("truncated_input_ids") ? "truncated_input_ids" : "input_ids");
                assertThat(longs(
                                tokenizer.encode(text, Padding.MAX_LENGTH, true).inputIds()))
                        .as(key)
                        .isEqualTo(longs(truncated));
            }
        }
        System.out.println("parity with the reference: " + texts.size() + " texts, all ids equal");
    }

    private static long[] longs(LongBuffer buffer) {
        long[] values = new long[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static long[] longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray();
    }
}
