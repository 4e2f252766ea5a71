package io.alignstreams.eval;

import io.alignstreams.world.Artist;
import io.alignstreams.world.Colour;
import io.alignstreams.world.Concept;
import io.alignstreams.world.Concepts;
import io.alignstreams.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Questions of one kind. Their pictures come from a seed; their prompts begin with "a photo of", which no caption of the
 * small world does.
 */
public record Quiz(String name, List<Question> questions) {
    private static final int CONCEPTS = 100;
    private static final int DISTRACTORS_OF_A_KIND = 4;

    public Quiz {
        questions = List.copyOf(questions);
    }

    /** Which of 100 kinds of things a picture shows one of. */
    public static Quiz singleConcepts(Artist artist, long seed, int picturesEach) {
        World world = new World(artist, seed);
        List<Concept> concepts = new ArrayList<>(Concepts.all());
        Collections.shuffle(concepts, new Random(seed));
        List<Concept> chosen = concepts.subList(0, CONCEPTS);
        List<String> prompts =
                chosen.stream().map(concept -> prompt(concept.name())).toList();
        List<String> names = chosen.stream().map(Concept::name).toList();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < CONCEPTS * picturesEach; i++) {
            int answer = i % CONCEPTS;
            questions.add(new Question(world.picture(i, chosen.get(answer), null), prompts, names, answer));
        }
        return new Quiz("one of " + CONCEPTS + " things, by " + artist.title(), questions);
    }

    /** Which thing of which colour a picture shows; half of the wrong choices share the thing, half the colour. */
    public static Quiz compositions(long seed, int pictures) {
        World world = new World(Artist.NOTO, seed);
        Random random = new Random(seed);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            List<Concept> concepts = new ArrayList<>(Concepts.all());
            List<Colour> colours = new ArrayList<>(Colour.tints());
            Collections.shuffle(concepts, random);
            Collections.shuffle(colours, random);
            List<String> names = new ArrayList<>();
            names.add(name(colours.get(0), concepts.get(0)));
            for (int other = 1; other <= DISTRACTORS_OF_A_KIND; other++) {
                names.add(name(colours.get(other), concepts.get(0)));
                names.add(name(colours.get(0), concepts.get(other)));
            }
            questions.add(new Question(
                    world.picture(i, concepts.get(0), colours.get(0)),
                    names.stream().map(Quiz::prompt).toList(),
                    names,
                    0));
        }
        return new Quiz("colour and thing among " + 2 * DISTRACTORS_OF_A_KIND + " that share one", questions);
    }

    private static String name(Colour colour, Concept concept) {
        return colour.word() + " " + concept.name();
    }

    private static String prompt(String name) {
        return "a photo of " + World.withArticle(name);
    }
}
