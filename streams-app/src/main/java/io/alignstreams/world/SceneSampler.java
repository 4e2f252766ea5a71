package io.alignstreams.world;

import io.alignstreams.world.Scene.Background;
import io.alignstreams.world.Scene.Layout;
import io.alignstreams.world.Scene.Pattern;
import io.alignstreams.world.Scene.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes up scenes: mostly one thing, often tinted, sometimes several of a kind, sometimes two or three kinds. */
final class SceneSampler {
    private static final double TINTED = 0.25;

    private final List<Concept> concepts;
    private final RandomGenerator random;

    SceneSampler(List<Concept> concepts, RandomGenerator random) {
        this.concepts = concepts;
        this.random = random;
    }

    Scene next() {
        double kind = random.nextDouble();
        if (kind < 0.65) {
            return of(pick(concepts), tint(), 1);
        }
        if (kind < 0.8) {
            return of(pick(concepts), tint(), 2 + random.nextInt(2));
        }
        return kind < 0.95 ? pair() : triple();
    }

    /** One kind of thing, anywhere, before any background that it can be seen on. */
    Scene of(Concept concept, @Nullable Colour colour, int count) {
        List<Thing> things = List.of(new Thing(concept, colour, count));
        return new Scene(things, Layout.FREE, background(things));
    }

    private Scene pair() {
        List<Thing> things = different(2);
        return new Scene(
                things, random.nextBoolean() ? Layout.LEFT_TO_RIGHT : Layout.TOP_TO_BOTTOM, background(things));
    }

    private Scene triple() {
        List<Thing> things = different(3);
        return new Scene(things, Layout.FREE, background(things));
    }

    private List<Thing> different(int count) {
        List<Thing> things = new ArrayList<>();
        while (things.size() < count) {
            Concept concept = pick(concepts);
            if (things.stream().noneMatch(thing -> thing.concept().equals(concept))) {
                things.add(new Thing(concept, tint(), 1));
            }
        }
        return things;
    }

    private @Nullable Colour tint() {
        return random.nextDouble() < TINTED ? pick(Colour.tints()) : null;
    }

    private Background background(List<Thing> things) {
        List<Colour> free = Colour.ALL.stream()
                .filter(colour -> things.stream().noneMatch(thing -> colour == thing.colour()))
                .toList();
        Pattern pattern = random.nextDouble() < 0.4 ? Pattern.FLAT : pick(Pattern.ALL);
        Colour first = pick(free);
        boolean single = pattern == Pattern.FLAT || pattern == Pattern.NOISE;
        return new Background(pattern, first, single ? first : pick(free));
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
