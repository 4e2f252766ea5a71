package io.alignstreams.eval;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.topology.Embedding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Questions, pictures and embeddings as files, so that the same can be computed elsewhere: {@code pictures/};
 * {@code quizzes.json} with choices, answers and all embeddings; {@code label-sets.json} with the texts of all classes,
 * what is true of which picture, and its embedding; and for each quiz a grid of right and wrong answers, as PNG.
 */
public final class EvalFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CELLS_OF_A_KIND = 50;

    private final Path directory;

    /** Writes to a directory that is there. */
    public EvalFiles(Path directory) {
        this.directory = directory;
    }

    /** Writes the answers to quizzes. */
    public void writeQuizzes(List<QuizResult> results, Embedder embedder) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode quizzes = root.putArray("quizzes");
        for (QuizResult result : results) {
            String name = fileName(result.quiz().name());
            quizzes.add(quiz(name, result));
            PictureGrid.write(cells(result), directory.resolve(name + ".png"));
        }
        ObjectNode texts = root.putObject("texts");
        embedder.texts().forEach((text, embedding) -> texts.set(text, values(embedding)));
        JSON.writeValue(directory.resolve("quizzes.json").toFile(), root);
    }

    /**
     * Writes the results of label sets.
     *
     * @param results by what people call the label set
     */
    public void writeLabelSets(Map<String, LabelSetResult> results) throws IOException {
        ArrayNode root = JSON.createArrayNode();
        for (Map.Entry<String, LabelSetResult> result : results.entrySet()) {
            root.add(labelSet(result.getKey(), result.getValue()));
        }
        JSON.writeValue(directory.resolve("label-sets.json").toFile(), root);
    }

    private static String fileName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private ObjectNode quiz(String name, QuizResult result) throws IOException {
        ObjectNode quiz = JSON.createObjectNode().put("name", result.quiz().name());
        ArrayNode questions = quiz.putArray("questions");
        for (int i = 0; i < result.images().size(); i++) {
            Question question = result.quiz().questions().get(i);
            ObjectNode one = questions
                    .addObject()
                    .put("file", picture(name, i, question.picture().jpeg()))
                    .put("answer", question.answer());
            ArrayNode choices = one.putArray("choices");
            question.choices().forEach(choices::add);
            one.set("embedding", values(result.images().get(i)));
        }
        return quiz;
    }

    private ObjectNode labelSet(String name, LabelSetResult result) throws IOException {
        ObjectNode labelSet = JSON.createObjectNode().put("name", name);
        labelSet.set("classes", JSON.valueToTree(result.classes()));
        ArrayNode groups = labelSet.putArray("groups");
        int row = 0;
        for (LabelGroup group : result.labelSet().getGroups()) {
            ObjectNode ofGroup = groups.addObject().put("name", group.getName());
            row = competitions(group, row, ofGroup.putArray("competitions"));
        }
        ArrayNode pictures = labelSet.putArray("pictures");
        for (int i = 0; i < result.images().size(); i++) {
            ObjectNode picture = pictures.addObject()
                    .put(
                            "file",
                            picture(
                                    fileName(name),
                                    i,
                                    result.drawn().pictures().get(i).jpeg()));
            ArrayNode trues = picture.putArray("groups");
            for (LabelGroup group : result.labelSet().getGroups()) {
                trues.add(LabelTruth.isTrue(
                        group, result.drawn().pictures().get(i).scene()));
            }
            picture.set("embedding", values(result.images().get(i)));
        }
        return labelSet;
    }

    /** Which classes share a softmax, from one row to before another, and the thresholds of those that come first in it. */
    private static int competitions(LabelGroup group, int firstRow, ArrayNode competitions) {
        int row = firstRow;
        if (group.getType() == GroupType.EXCLUSIVE) {
            int end = row + group.getLabels().size() + group.getNone().size();
            competition(competitions, row, end, group.getLabels());
            return end;
        }
        for (Label label : group.getLabels()) {
            int end = row + 1 + label.getNegatives().size();
            competition(competitions, row, end, List.of(label));
            row = end;
        }
        return row;
    }

    private static void competition(ArrayNode competitions, int first, int end, List<Label> labels) {
        ArrayNode thresholds =
                competitions.addObject().put("first", first).put("end", end).putArray("thresholds");
        labels.forEach(label -> thresholds.add(label.getThreshold()));
    }

    private String picture(String name, int number, byte[] jpeg) throws IOException {
        String file = "pictures/" + name + "-" + number + ".jpg";
        Files.createDirectories(directory.resolve("pictures"));
        Files.write(directory.resolve(file), jpeg);
        return file;
    }

    private static ArrayNode values(Embedding embedding) {
        ArrayNode values = JSON.createArrayNode();
        for (float value : embedding.values()) {
            values.add(value);
        }
        return values;
    }

    /** Wrong answers first, then right ones. */
    private static List<PictureGrid.Cell> cells(QuizResult result) {
        List<PictureGrid.Cell> wrong = new ArrayList<>();
        List<PictureGrid.Cell> right = new ArrayList<>();
        for (int i = 0; i < result.answers().size(); i++) {
            Question question = result.quiz().questions().get(i);
            String answer = question.names().get(question.answer());
            String chosen = question.names().get(result.answers().get(i).chosen());
            boolean isRight = answer.equals(chosen);
            List<PictureGrid.Cell> kind = isRight ? right : wrong;
            if (kind.size() < CELLS_OF_A_KIND) {
                kind.add(new PictureGrid.Cell(
                        question.picture().jpeg(),
                        isRight ? List.of(answer) : List.of(answer, "taken for " + chosen),
                        isRight));
            }
        }
        wrong.addAll(right);
        return wrong;
    }
}
