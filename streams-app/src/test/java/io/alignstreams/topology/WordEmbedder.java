package io.alignstreams.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Embeds words: each has an axis of its own, for images and texts alike, so that an image "red apple" lies by the text "red
 * apple"; one with a minus before it lies on the other side. An image that begins with ! is refused with the code that
 * follows; one that says DIE kills the application, and so does a text that says NaN, as a broken model makes of all.
 */
final class WordEmbedder implements ImageEmbedder, TextEmbedder {
    private static final List<String> WORDS =
            List.of("red", "green", "apple", "car", "dog", "nothing", "a", "photo", "of", "the");

    private final ModelIdentity identity;
    final List<Long> skipped = new ArrayList<>();
    int forgotten;

    WordEmbedder(String modelDigest) {
        this.identity = new ModelIdentity("words", modelDigest, "embedder-of-" + modelDigest, WORDS.size() + 1, 0.1f);
    }

    @Override
    public ModelIdentity identity() {
        return identity;
    }

    @Override
    public EmbeddedImage embed(String topic, int partition, long offset, Picture picture) {
        // What is at an address is the last part of its path.
        byte[] image = picture instanceof Picture.Address address
                ? address.uri().substring(address.uri().lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8)
                : ((Picture.Bytes) picture).encoded();
        String text = new String(image, StandardCharsets.UTF_8);
        if (text.startsWith("!")) {
            return new EmbeddedImage.Refused(new Refusal(Code.valueOf(text.substring(1)), "a test wants it"));
        }
        if (text.equals("DIE")) {
            throw new IllegalStateException("the model is gone");
        }
        return new EmbeddedImage.Embedded(embed(text), Digests.sha256Hex(image));
    }

    @Override
    public void skip(String topic, int partition, long offset) {
        skipped.add(offset);
    }

    @Override
    public void forget(String topic, int partition) {
        forgotten++;
    }

    @Override
    public List<Embedding> embed(List<String> texts) {
        return texts.stream().map(this::embed).toList();
    }

    private Embedding embed(String text) {
        float[] vector = new float[WORDS.size() + 1];
        if (text.equals("NaN")) {
            vector[0] = Float.NaN;
        }
        for (String word : text.split(" ", -1)) {
            String plain = word.startsWith("-") ? word.substring(1) : word;
            int axis = WORDS.indexOf(plain);
            vector[axis < 0 ? WORDS.size() : axis] += plain.equals(word) ? 1 : -1;
        }
        return Embedding.normalize(vector);
    }
}
