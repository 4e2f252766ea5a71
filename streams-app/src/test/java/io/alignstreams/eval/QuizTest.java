package io.alignstreams.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.topology.Embedding;
import io.alignstreams.world.Artist;
import io.alignstreams.world.Scene.Thing;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuizTest {
    private static final long SEED = 3;

    @Test
    void shouldAskWhichOfAHundredThings() {
        Quiz quiz = Quiz.singleConcepts(Artist.NOTO, SEED, 2);

        assertThat(quiz.questions()).hasSize(200).allSatisfy(question -> {
            assertThat(question.choices()).hasSize(100).doesNotHaveDuplicates();
            List<Thing> things = question.picture().scene().things();
            assertThat(things).hasSize(1);
            assertThat(things.get(0).colour()).isNull();
            assertThat(question.names().get(question.answer()))
                    .isEqualTo(things.get(0).concept().name());
            assertThat(question.choices().get(question.answer()))
                    .startsWith("a photo of a")
                    .endsWith(" " + things.get(0).concept().name());
        });
        assertThat(Quiz.singleConcepts(Artist.NOTO, SEED + 1, 2)
                        .questions()
                        .get(0)
                        .names())
                .isNotEqualTo(quiz.questions().get(0).names());
    }

    @Test
    void shouldAskForAColourAndAThingAmongOthersThatShareOne() {
        assertThat(Quiz.compositions(SEED, 20).questions()).hasSize(20).allSatisfy(question -> {
            Thing thing = question.picture().scene().things().get(0);
            String colour = Objects.requireNonNull(thing.colour()).word() + " ";
            String name = " " + thing.concept().name();
            assertThat(question.names().get(question.answer()))
                    .startsWith(colour)
                    .endsWith(name);
            List<String> others = question.names().stream()
                    .filter(other -> !other.equals(question.names().get(question.answer())))
                    .toList();
            assertThat(others).hasSize(8).doesNotHaveDuplicates();
            assertThat(others).filteredOn(other -> other.startsWith(colour)).hasSize(4);
            assertThat(others).filteredOn(other -> other.endsWith(name)).hasSize(4);
        });
    }

    @Test
    void shouldRankAnswersAndCountConfusions() {
        Quiz quiz = Quiz.singleConcepts(Artist.NOTO, SEED, 1);
        List<QuizResult.Answer> answers = IntStream.range(0, 100)
                .mapToObj(question -> question < 60
                        ? new QuizResult.Answer(question, 0)
                        : new QuizResult.Answer(question < 90 ? 0 : 1, question < 90 ? 3 : 5))
                .toList();
        List<Embedding> images = Collections.nCopies(100, Embedding.normalize(new float[] {1}));
        QuizResult result = new QuizResult(quiz, images, answers);

        assertThat(result.topAccuracy(1)).isEqualTo(0.6);
        assertThat(result.topAccuracy(5)).isEqualTo(0.9);
        List<String> names = quiz.questions().get(0).names();
        assertThat(result.confusions())
                .hasSize(40)
                .contains(new QuizResult.Confusion(names.get(60), names.get(0), 1))
                .contains(new QuizResult.Confusion(names.get(95), names.get(1), 1));
    }
}
