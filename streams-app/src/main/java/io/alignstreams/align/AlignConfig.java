package io.alignstreams.align;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The model's configuration, config.json. Both of its styles are read: complete, and only what differs from the
 * defaults.
 *
 * <p>Source: {@code AlignConfig} of Hugging Face transformers.
 *
 * @param projectionDim dimension in which images and texts are compared
 * @param temperatureInitValue what training started with; inference uses the temperature stored with the weights
 */
public record AlignConfig(
        AlignTextConfig textConfig, AlignVisionConfig visionConfig, int projectionDim, double temperatureInitValue) {

    private static final int PROJECTION_DIM = 640;
    private static final double TEMPERATURE_INIT_VALUE = 1.0;

    /** Joins the configurations of both towers; {@code projectionDim} has to be the image tower's features. */
    public static AlignConfig fromTextVisionConfigs(
            AlignTextConfig textConfig, AlignVisionConfig visionConfig, int projectionDim) {
        return new AlignConfig(textConfig, visionConfig, projectionDim, TEMPERATURE_INIT_VALUE);
    }

    /**
     * Reads config.json of a checkpoint or model directory.
     *
     * @throws CheckpointException if it is missing, or a key holds what cannot be
     */
    public static AlignConfig fromPretrained(Path directory) throws IOException {
        Path file = directory.resolve("config.json");
        return fromJson(file.toString(), ConfigReader.readFile(file));
    }

    static AlignConfig fromJson(String where, JsonNode node) {
        ConfigReader json = new ConfigReader(where, node);
        String modelType = json.string("model_type", "align");
        if (!modelType.equals("align")) {
            throw json.fault("model_type", "align", modelType);
        }
        return new AlignConfig(
                AlignTextConfig.fromJson(json.object("text_config")),
                AlignVisionConfig.fromJson(json.object("vision_config")),
                json.positive("projection_dim", PROJECTION_DIM),
                json.positive("temperature_init_value", TEMPERATURE_INIT_VALUE));
    }

    /** The complete style. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("model_type", "align");
        json.putArray("architectures").add("AlignModel");
        json.put("projection_dim", projectionDim).put("temperature_init_value", temperatureInitValue);
        json.set("text_config", textConfig.toJson());
        json.set("vision_config", visionConfig.toJson());
        return json;
    }
}
