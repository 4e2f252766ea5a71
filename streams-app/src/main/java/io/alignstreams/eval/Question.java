package io.alignstreams.eval;

import io.alignstreams.world.World.Picture;
import java.util.List;

/**
 * A picture, and texts of which one says what it shows.
 *
 * @param answer index of the right choice
 * @param names of the choices in short, for people, in their order
 */
public record Question(Picture picture, List<String> choices, List<String> names, int answer) {
    public Question {
        choices = List.copyOf(choices);
        names = List.copyOf(names);
    }
}
