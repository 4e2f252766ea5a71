package io.alignstreams.align.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.ConfigReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The tokenizer's files of a checkpoint, brought to the one format that Hugging Face's tokenizers library reads.
 *
 * @param tokenizerJson of tokenizer.json if the checkpoint has one, otherwise made of vocab.txt and tokenizer_config.json
 * @param modelMaxLength in tokens, special ones included
 * @param vocabularySize one more than the highest token id
 */
record TokenizerFiles(ObjectNode tokenizerJson, int modelMaxLength, int padTokenId, int vocabularySize) {
    private static final int DEFAULT_MODEL_MAX_LENGTH = 64;
    private static final List<String> SPECIAL_TOKENS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    private static final List<String> REQUIRED_TOKENS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");

    static TokenizerFiles read(Path directory) throws IOException {
        Path configFile = directory.resolve("tokenizer_config.json");
        ConfigReader config = new ConfigReader(
                configFile.toString(),
                Files.exists(configFile) ? ConfigReader.readFile(configFile) : JsonNodeFactory.instance.objectNode());
        Path tokenizerFile = directory.resolve("tokenizer.json");
        Path vocabularyFile = directory.resolve("vocab.txt");
        boolean ready = Files.exists(tokenizerFile);
        Path source = ready ? tokenizerFile : vocabularyFile;
        ObjectNode tokenizer = ready ? whole(tokenizerFile) : build(config, vocabulary(vocabularyFile));
        tokenizer.putNull("truncation").putNull("padding");

        JsonNode ids = tokenizer.path("model").path("vocab");
        int size = 0;
        for (JsonNode id : ids) {
            size = Math.max(size, id.intValue() + 1);
        }
        for (JsonNode added : tokenizer.path("added_tokens")) {
            size = Math.max(size, added.path("id").intValue() + 1);
        }
        for (String token : REQUIRED_TOKENS) {
            if (!ids.has(token)) {
                throw new CheckpointException(source + ": expected a vocabulary with " + REQUIRED_TOKENS
                        + ", found none of " + token + " among " + size + " tokens");
            }
        }
        return new TokenizerFiles(
                tokenizer, modelMaxLength(config), ids.path("[PAD]").intValue(), size);
    }

    private static ObjectNode whole(Path file) throws IOException {
        JsonNode json = ConfigReader.readFile(file);
        if (json instanceof ObjectNode object
                && json.path("model").path("vocab").isObject()) {
            return object;
        }
        throw new CheckpointException(file + ": expected a tokenizer with model.vocab, found none");
    }

    private static List<String> vocabulary(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file + ": expected vocab.txt or tokenizer.json, found neither", e);
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file + ": expected UTF-8, found other bytes", e);
        }
    }

    /** Absent, or the huge number that transformers writes for "unlimited", is what ALIGN was trained with. */
    private static int modelMaxLength(ConfigReader config) {
        JsonNode value = config.node("model_max_length");
        boolean unlimited = value.isMissingNode() || value.isNull() || (value.isNumber() && !value.canConvertToInt());
        int length =
                unlimited ? DEFAULT_MODEL_MAX_LENGTH : config.positive("model_max_length", DEFAULT_MODEL_MAX_LENGTH);
        if (length < 3) {
            throw config.fault("model_max_length", "at least 3: [CLS], a token, [SEP]", length);
        }
        return length;
    }

    private static ObjectNode build(ConfigReader config, List<String> vocabulary) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", "1.0");
        boolean lowercase = config.bool("do_lower_case", true);
        ObjectNode normalizer = json.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", config.bool("tokenize_chinese_chars", true))
                .put("lowercase", lowercase);
        normalizer.put("strip_accents", config.bool("strip_accents", lowercase));
        json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        ObjectNode model = json.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", "[UNK]")
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", 100);
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            ids.put(vocabulary.get(id), id);
        }
        ArrayNode added = json.putArray("added_tokens");
        for (String token : SPECIAL_TOKENS) {
            if (ids.has(token)) {
                added.addObject()
                        .put("id", ids.path(token).intValue())
                        .put("content", token)
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", true);
            }
        }
        ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", "[CLS]").put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        single.addObject().putObject("SpecialToken").put("id", "[SEP]").put("type_id", 0);
        ArrayNode pair = template.putArray("pair");
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
        ObjectNode specials = template.putObject("special_tokens");
        for (String token : List.of("[CLS]", "[SEP]")) {
            ObjectNode special = specials.putObject(token).put("id", token);
            special.putArray("ids").add(ids.path(token).intValue());
            special.putArray("tokens").add(token);
        }
        return json;
    }
}
