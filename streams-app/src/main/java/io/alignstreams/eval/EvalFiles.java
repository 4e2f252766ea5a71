package io.alignstreams.eval;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.topology.Embedding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Questions, pictures and embeddings as files, so that the same can be computed elsewhere: {@code pictures/}, and
 * {@code quizzes.json} with choices, answers and all embeddings.
 */
final class EvalFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CELLS_OF_A_KIND = 50;

    private final Path directory;

    EvalFiles(Path directory) {
        this.directory = directory;
    }

    void write(List<QuizResult> results, Embedder embedder) throws IOException {
        Files.createDirectories(directory.resolve("pictures"));
        ObjectNode root = JSON.createObjectNode();
        ArrayNode quizzes = root.putArray("quizzes");
        for (int number = 0; number < results.size(); number++) {
            quizzes.add(quiz(number, results.get(number)));
            PictureGrid.write(cells(results.get(number)), directory.resolve("grid-" + number + ".png"));
        }
        ObjectNode texts = root.putObject("texts");
        embedder.texts().forEach((text, embedding) -> texts.set(text, values(embedding)));
        JSON.writeValue(directory.resolve("quizzes.json").toFile(), root);
    }

    private ObjectNode quiz(int number, QuizResult result) throws IOException {
        ObjectNode quiz = JSON.createObjectNode().put("name", result.quiz().name());
        ArrayNode questions = quiz.putArray("questions");
        for (int i = 0; i < result.images().size(); i++) {
            Question question = result.quiz().questions().get(i);
            String file = "pictures/" + number + "-" + i + ".jpg";
            Files.write(directory.resolve(file), question.picture().jpeg());
            ObjectNode one = questions.addObject().put("file", file).put("answer", question.answer());
            ArrayNode choices = one.putArray("choices");
            question.choices().forEach(choices::add);
            one.set("embedding", values(result.images().get(i)));
        }
        return quiz;
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
            boolean isRight = result.answers().get(i).rank() == 0;
            List<PictureGrid.Cell> kind = isRight ? right : wrong;
            if (kind.size() < CELLS_OF_A_KIND) {
                kind.add(new PictureGrid.Cell(
                        result.quiz().questions().get(i).picture().jpeg(), isRight));
            }
        }
        wrong.addAll(right);
        return wrong;
    }
}
