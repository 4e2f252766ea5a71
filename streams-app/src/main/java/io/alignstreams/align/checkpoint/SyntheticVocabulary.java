package io.alignstreams.align.checkpoint;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A WordPiece vocabulary that can spell every ASCII text: special tokens, printable characters, then letter
 * combinations, each also as a continuation. A real vocabulary would belong to somebody.
 */
final class SyntheticVocabulary {
    private static final int LETTERS = 26;

    private SyntheticVocabulary() {}

    /** Makes a vocabulary of {@code size} tokens, at least 200. */
    static List<String> of(int size) {
        Set<String> tokens = new LinkedHashSet<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
        for (char c = '!'; c <= '~'; c++) {
            if (!Character.isUpperCase(c)) {
                tokens.add(String.valueOf(c));
                if (Character.isLetterOrDigit(c)) {
                    tokens.add("##" + c);
                }
            }
        }
        int length = 2;
        for (int i = 0; tokens.size() < size; i++) {
            if (i == Math.pow(LETTERS, length)) {
                length++;
                i = 0;
            }
            String letters = letters(i, length);
            tokens.add(letters);
            tokens.add("##" + letters);
        }
        return tokens.stream().limit(size).toList();
    }

    private static String letters(int number, int length) {
        StringBuilder letters = new StringBuilder();
        for (int rest = number; letters.length() < length; rest /= LETTERS) {
            letters.append((char) ('a' + rest % LETTERS));
        }
        return letters.reverse().toString();
    }
}
