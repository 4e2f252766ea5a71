package io.alignstreams.config;

import java.util.List;

/** Names of the topics, all under one prefix. */
public record Topics(
        String imageEvents,
        String labelSets,
        String labelSetEmbeddings,
        String imageEmbeddings,
        String imageClassifications,
        String deadLetters) {

    /** Puts a prefix, which may be empty, before the name of every topic. */
    public static Topics withPrefix(String prefix) {
        return new Topics(
                prefix + "image-events",
                prefix + "label-sets",
                prefix + "label-set-embeddings",
                prefix + "image-embeddings",
                prefix + "image-classifications",
                prefix + "dead-letters");
    }

    public List<String> all() {
        return List.of(imageEvents, labelSets, labelSetEmbeddings, imageEmbeddings, imageClassifications, deadLetters);
    }
}
