package io.alignstreams.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** All kinds of things there are, in the order of {@code world/concepts.tsv}. */
public final class Concepts {
    private static final String FILE = "/world/concepts.tsv";
    private static final List<Concept> ALL = read();

    private Concepts() {}

    public static List<Concept> all() {
        return ALL;
    }

    private static List<Concept> read() {
        try (InputStream file = Objects.requireNonNull(Concepts.class.getResourceAsStream(FILE), FILE)) {
            List<Concept> concepts = new ArrayList<>();
            int sprite = 0;
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    Concept concept = parse(line.split("\t", -1), sprite);
                    sprite += concept.sprites().size();
                    concepts.add(concept);
                }
            }
            return List.copyOf(concepts);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    private static Concept parse(String[] columns, int firstSprite) {
        List<Integer> sprites = new ArrayList<>();
        for (int i = 0; i < columns[0].split(" ", -1).length; i++) {
            sprites.add(firstSprite + i);
        }
        String name = columns[1];
        List<String> names = Stream.concat(Stream.of(name), list(columns[4])).toList();
        return new Concept(
                sprites,
                names,
                columns[2].isEmpty() ? name + "s" : columns[2],
                list(columns[3]).toList());
    }

    private static Stream<String> list(String column) {
        return Arrays.stream(column.split(",", -1)).filter(item -> !item.isEmpty());
    }
}
