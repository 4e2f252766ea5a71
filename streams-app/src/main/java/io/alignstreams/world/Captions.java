package io.alignstreams.world;

import io.alignstreams.world.Scene.Background;
import io.alignstreams.world.Scene.Layout;
import io.alignstreams.world.Scene.Pattern;
import io.alignstreams.world.Scene.Thing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Says in words what a scene shows, each time in other words and not all of it.
 *
 * <p>No caption says "a photo of", so that this remains a prompt which no model has been trained on word for word.
 */
final class Captions {
    private static final String PLACEHOLDER = "{}";
    private static final List<String> TEMPLATES = List.of(
            "{}",
            "{}",
            "{}",
            "a picture of {}",
            "an image of {}",
            "a drawing of {}",
            "a close-up of {}",
            "a photograph showing {}",
            "a photo with {}",
            "photo: {}",
            "{} in a photo",
            "{} in a picture",
            "this is {}",
            "this picture shows {}",
            "here is {}",
            "there is {}",
            "look at {}",
            "i see {}",
            "clip art of {}",
            "an icon of {}");
    private static final double BROADER = 0.08;
    private static final double WITH_BACKGROUND = 0.2;
    private static final double NOT_ALL = 0.45;

    private final RandomGenerator random;

    /**
     * A caption.
     *
     * @param facts which a picture must have for the caption to be true of it
     */
    record Caption(String text, List<String> facts) {}

    Captions(RandomGenerator random) {
        this.random = random;
    }

    Caption of(Scene scene) {
        List<String> facts = new ArrayList<>();
        String what = scene.things().size() == 1 && random.nextDouble() < BROADER
                ? broader(scene.things().get(0), facts)
                : things(scene, facts);
        String text = TEMPLATES.get(random.nextInt(TEMPLATES.size())).replace(PLACEHOLDER, what);
        if (random.nextDouble() < WITH_BACKGROUND) {
            text += " on " + World.withArticle(background(scene.background(), facts)) + " background";
        }
        return new Caption(text, facts);
    }

    /** All things of a scene in the fewest words. */
    static String summary(Scene scene) {
        return scene.things().stream()
                .map(thing -> (thing.count() > 1 ? number(thing.count()) : "")
                        + (thing.colour() == null ? "" : thing.colour().word() + " ")
                        + (thing.count() > 1
                                ? thing.concept().plural()
                                : thing.concept().name()))
                .collect(Collectors.joining(" and "));
    }

    private static String number(int count) {
        return count == 2 ? "two " : "three ";
    }

    /** Everything that captions of a scene may rest on. */
    static List<String> facts(Scene scene) {
        List<String> facts = new ArrayList<>();
        for (Thing thing : scene.things()) {
            for (String name : thing.concept().names()) {
                facts.add(name);
                facts.add(counted(name, thing.count()));
                if (thing.colour() != null) {
                    facts.add(coloured(name, thing.colour()));
                }
            }
            thing.concept().tags().forEach(tag -> facts.add(tagged(tag)));
        }
        if (scene.layout() != Layout.FREE) {
            facts.add(placed(scene));
        }
        facts.add(before(scene.background().first().word()));
        facts.add(before(scene.background().second().word()));
        facts.add(before(scene.background().pattern().word()));
        return facts;
    }

    private static String counted(String name, int count) {
        return name + " * " + count;
    }

    private static String coloured(String name, Colour colour) {
        return name + " / " + colour.word();
    }

    private static String tagged(String tag) {
        return "# " + tag;
    }

    private static String placed(Scene scene) {
        return scene.things().get(0).concept().name() + " " + scene.layout() + " "
                + scene.things().get(1).concept().name();
    }

    private static String before(String background) {
        return "before " + background;
    }

    private String broader(Thing thing, List<String> facts) {
        List<String> tags = thing.concept().tags();
        String tag = tags.get(random.nextInt(tags.size()));
        facts.add(tagged(tag));
        return World.withArticle(tag);
    }

    private String things(Scene scene, List<String> facts) {
        List<Thing> things = mentioned(scene.things());
        List<String> phrases = new ArrayList<>();
        for (Thing thing : things) {
            phrases.add(phrase(thing, facts));
        }
        if (phrases.size() == 1) {
            return phrases.get(0);
        }
        if (things.size() == scene.things().size() && scene.layout() != Layout.FREE && random.nextDouble() < 0.6) {
            facts.add(placed(scene));
            boolean beside = scene.layout() == Layout.LEFT_TO_RIGHT;
            return random.nextBoolean()
                    ? phrases.get(0) + (beside ? " to the left of " : " above ") + phrases.get(1)
                    : phrases.get(1) + (beside ? " to the right of " : " below ") + phrases.get(0);
        }
        Collections.rotate(phrases, random.nextInt(phrases.size()));
        int last = phrases.size() - 1;
        return String.join(", ", phrases.subList(0, last)) + " and " + phrases.get(last);
    }

    private List<Thing> mentioned(List<Thing> things) {
        if (things.size() == 1 || random.nextDouble() >= NOT_ALL) {
            return things;
        }
        int first = random.nextInt(things.size());
        int last = first + 1 + random.nextInt(Math.min(things.size() - first, things.size() - 1));
        return things.subList(first, last);
    }

    private String phrase(Thing thing, List<String> facts) {
        List<String> names = thing.concept().names();
        boolean usual = thing.count() > 1 || random.nextDouble() < 0.6;
        String name = usual ? names.get(0) : names.get(random.nextInt(names.size()));
        facts.add(name);
        String colour = "";
        if (thing.colour() != null && random.nextDouble() < 0.85) {
            facts.add(coloured(name, thing.colour()));
            colour = thing.colour().word() + " ";
        }
        if (thing.count() > 1) {
            facts.add(counted(name, thing.count()));
            return number(thing.count()) + colour + thing.concept().plural();
        }
        return random.nextDouble() < 0.2 ? colour + name : World.withArticle(colour + name);
    }

    private String background(Background background, List<String> facts) {
        boolean flat = background.pattern() == Pattern.FLAT;
        boolean coloured = flat || random.nextDouble() < 0.4;
        if (coloured) {
            facts.add(before(background.first().word()));
        }
        if (!flat) {
            facts.add(before(background.pattern().word()));
        }
        return ((flat ? "" : background.pattern().word()) + " "
                        + (coloured ? background.first().word() : ""))
                .strip();
    }
}
