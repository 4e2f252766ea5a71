package io.alignstreams.align.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.NativeGuard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * BERT's WordPiece tokenizer, by Hugging Face's own library. Any number of threads may share one.
 *
 * <p>The library tokenizes; padding and truncation are done here, as transformers does them.
 */
public final class BertTokenizer implements AutoCloseable {
    private static final Map<String, String> WHOLE_TEXTS = Map.of("padding", "false", "truncation", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final NativeGuard guard = new NativeGuard("tokenizer");
    private final int modelMaxLength;
    private final int padTokenId;
    private final int vocabularySize;

    private BertTokenizer(HuggingFaceTokenizer tokenizer, TokenizerFiles files) {
        this.tokenizer = tokenizer;
        this.modelMaxLength = files.modelMaxLength();
        this.padTokenId = files.padTokenId();
        this.vocabularySize = files.vocabularySize();
    }

    /**
     * Reads tokenizer.json, or vocab.txt, and tokenizer_config.json of a checkpoint or model directory.
     *
     * @throws CheckpointException if neither is there, or special tokens are missing
     */
    public static BertTokenizer fromPretrained(Path directory) throws IOException {
        TokenizerFiles files = TokenizerFiles.read(directory);
        keepNativeLibraryToItself();
        byte[] json = files.tokenizerJson().toString().getBytes(StandardCharsets.UTF_8);
        try {
            return new BertTokenizer(
                    HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), WHOLE_TEXTS), files);
        } catch (RuntimeException e) {
            throw new CheckpointException(
                    directory + ": expected a tokenizer that the tokenizers library loads, found: " + e.getMessage(),
                    e);
        }
    }

    /** In tokens, [CLS] and [SEP] included; 64 unless the checkpoint says otherwise. */
    public int modelMaxLength() {
        return modelMaxLength;
    }

    /** One more than the highest token id. */
    public int vocabularySize() {
        return vocabularySize;
    }

    /**
     * Tokenizes texts into one batch.
     *
     * @param truncation whether a text is cut to {@link #modelMaxLength}, its last token being [SEP]; without it a longer
     *     text makes the whole batch longer
     */
    public BatchEncoding encode(List<String> texts, Padding padding, boolean truncation) {
        long[][] rows = new long[texts.size()][];
        int longest = padding == Padding.MAX_LENGTH ? modelMaxLength : 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = ids(texts.get(i), truncation);
            longest = Math.max(longest, rows[i].length);
        }
        return BatchEncoding.of(rows, longest, padTokenId);
    }

    private long[] ids(String text, boolean truncation) {
        long[] ids =
                guard.use(() -> tokenizer.encode(wellFormed(text), true, false).getIds());
        if (!truncation || ids.length <= modelMaxLength) {
            return ids;
        }
        long[] cut = Arrays.copyOf(ids, modelMaxLength);
        cut[modelMaxLength - 1] = ids[ids.length - 1];
        return cut;
    }

    /** Without what has no UTF-8 form or ends a C string; BERT's normalizer would delete both. */
    private static String wellFormed(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .filter(point -> point != 0 && Character.getType(point) != Character.SURROGATE)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /**
     * Without this, DJL looks for a cloud's metadata address when it starts, and unpacks its native library below the home
     * directory, which in a container often cannot be written.
     */
    private static void keepNativeLibraryToItself() {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        if (System.getenv("DJL_CACHE_DIR") == null
                && System.getProperty("DJL_CACHE_DIR") == null
                && !Files.isWritable(Path.of(System.getProperty("user.home")))) {
            System.setProperty(
                    "DJL_CACHE_DIR",
                    Path.of(System.getProperty("java.io.tmpdir"), "djl").toString());
        }
    }

    /** Waits for the texts that are being tokenized. */
    @Override
    public void close() {
        guard.close(tokenizer::close);
    }
}
