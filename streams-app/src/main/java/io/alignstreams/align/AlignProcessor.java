package io.alignstreams.align;

import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.text.BatchEncoding;
import io.alignstreams.align.text.BertTokenizer;
import io.alignstreams.align.text.Padding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns images and texts into what the model takes. Any number of threads may share one.
 *
 * <p>Source: {@code AlignProcessor} of Hugging Face transformers.
 */
public final class AlignProcessor implements AutoCloseable {
    private final EfficientNetImageProcessor imageProcessor;
    private final BertTokenizer tokenizer;

    private AlignProcessor(EfficientNetImageProcessor imageProcessor, BertTokenizer tokenizer) {
        this.imageProcessor = imageProcessor;
        this.tokenizer = tokenizer;
    }

    /**
     * Reads preprocessor_config.json and the tokenizer's files from a checkpoint or a model directory.
     *
     * @throws CheckpointException if one is missing or asks for what ALIGN does not do
     */
    public static AlignProcessor fromPretrained(Path directory) throws IOException {
        return new AlignProcessor(
                EfficientNetImageProcessor.fromPretrained(directory), BertTokenizer.fromPretrained(directory));
    }

    public EfficientNetImageProcessor imageProcessor() {
        return imageProcessor;
    }

    public BertTokenizer tokenizer() {
        return tokenizer;
    }

    /** Resizes and crops images of any size; uint8 [images, crop height, crop width, 3]. */
    public ImageBatch images(List<RgbImage> images) {
        return ImageBatch.of(images.stream().map(imageProcessor::preprocess).toList());
    }

    /** The model's float input as the reference computes it, float32 [1, 3, crop height, crop width]. */
    public FloatTensor pixelValues(RgbImage image) {
        return FloatTensor.of(
                imageProcessor.pixelValues(image), 1, 3, imageProcessor.cropHeight(), imageProcessor.cropWidth());
    }

    /** Tokenizes as the reference does unless told otherwise: padded to model_max_length, longer texts not truncated. */
    public BatchEncoding texts(List<String> texts) {
        return texts(texts, Padding.MAX_LENGTH, false);
    }

    /**
     * Tokenizes texts into one batch.
     *
     * @param padding to what length shorter texts are padded
     * @param truncation whether longer texts are cut to model_max_length, their last token being [SEP]
     */
    public BatchEncoding texts(List<String> texts, Padding padding, boolean truncation) {
        return tokenizer.encode(texts, padding, truncation);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
