package io.alignstreams.eval;

import io.alignstreams.topology.Embedding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a model did in a quiz.
 *
 * @param images the pictures' embeddings, in the order of the questions
 * @param answers in the same order
 */
public record QuizResult(Quiz quiz, List<Embedding> images, List<Answer> answers) {
    public QuizResult {
        images = List.copyOf(images);
        answers = List.copyOf(answers);
    }

    /**
     * One answer.
     *
     * @param chosen index of the choice with the highest cosine
     * @param rank of the right choice, from 0
     */
    public record Answer(int chosen, int rank) {}

    /** What was taken for what, and how often. */
    public record Confusion(String right, String chosen, long count) {}

    static QuizResult of(Quiz quiz, Embedder embedder) {
        List<Embedding> images = embedder.images(quiz.questions().stream()
                .map(question -> question.picture().jpeg())
                .toList());
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            answers.add(answer(quiz.questions().get(i), images.get(i), embedder));
        }
        return new QuizResult(quiz, images, answers);
    }

    private static Answer answer(Question question, Embedding image, Embedder embedder) {
        double[] cosines = question.choices().stream()
                .mapToDouble(text -> image.dot(embedder.text(text)))
                .toArray();
        int chosen = 0;
        int rank = 0;
        for (int choice = 0; choice < cosines.length; choice++) {
            chosen = cosines[choice] > cosines[chosen] ? choice : chosen;
            rank += cosines[choice] > cosines[question.answer()] ? 1 : 0;
        }
        return new Answer(chosen, rank);
    }

    /** Top-k accuracy: the part of the questions whose right choice is among the first {@code count}, 0 to 1. */
    public double topAccuracy(int count) {
        return answers.stream().filter(answer -> answer.rank() < count).count() / (double) answers.size();
    }

    /** The most frequent confusions first. */
    public List<Confusion> confusions() {
        Map<List<String>, Long> counts = new TreeMap<>(Comparator.comparing(List::toString));
        for (int i = 0; i < answers.size(); i++) {
            Question question = quiz.questions().get(i);
            if (answers.get(i).rank() > 0) {
                List<String> names = question.names();
                counts.merge(
                        List.of(
                                names.get(question.answer()),
                                names.get(answers.get(i).chosen())),
                        1L,
                        Long::sum);
            }
        }
        return counts.entrySet().stream()
                .map(entry ->
                        new Confusion(entry.getKey().get(0), entry.getKey().get(1), entry.getValue()))
                .sorted(Comparator.comparingLong(Confusion::count).reversed())
                .toList();
    }
}
