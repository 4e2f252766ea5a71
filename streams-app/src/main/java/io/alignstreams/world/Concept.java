package io.alignstreams.world;

import java.util.List;

/**
 * A kind of thing that pictures show.
 *
 * @param sprites places in an artist's sheet, at least one
 * @param names what it is called, the usual name first
 * @param plural of the usual name
 * @param tags broader kinds, such as {@code animal}
 */
public record Concept(List<Integer> sprites, List<String> names, String plural, List<String> tags) {
    public Concept {
        sprites = List.copyOf(sprites);
        names = List.copyOf(names);
        tags = List.copyOf(tags);
    }

    public String name() {
        return names.get(0);
    }
}
