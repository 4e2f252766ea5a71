package io.alignstreams.cli;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The model that comes with the demo: a checkpoint in Hugging Face layout, packaged with the application. */
final class DemoModel {
    private static final String ID = "align-demo";
    private static final String CHECKPOINT = "/config/demo-model/";
    private static final List<String> FILES = List.of(
            "config.json", "model.safetensors", "preprocessor_config.json", "tokenizer_config.json", "vocab.txt");

    private DemoModel() {}

    /** Unpacks and imports it below a folder, and gives the model directory. */
    static Path importInto(Path folder) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
        for (String file : FILES) {
            try (InputStream packaged =
                    Objects.requireNonNull(DemoModel.class.getResourceAsStream(CHECKPOINT + file), file)) {
                Files.copy(packaged, checkpoint.resolve(file));
            }
        }
        Path model = folder.resolve("model");
        new CheckpointImporter(checkpoint, step -> {}).importInto(model, ID);
        return model;
    }
}
