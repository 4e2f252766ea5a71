package io.alignstreams.align;

import org.jspecify.annotations.Nullable;

/**
 * What the model says of a batch of images and a batch of texts, all float32.
 *
 * @param loss contrastive loss; null unless asked for
 * @param logitsPerImage [images, texts]: products of the embeddings divided by the temperature
 * @param logitsPerText [texts, images], its transpose
 * @param textEmbeds [texts, projection], L2-normalised
 * @param imageEmbeds [images, projection], L2-normalised
 * @param textModelOutput what the text tower said
 * @param visionModelOutput what the image tower said
 */
public record AlignOutput(
        @Nullable Float loss,
        FloatTensor logitsPerImage,
        FloatTensor logitsPerText,
        FloatTensor textEmbeds,
        FloatTensor imageEmbeds,
        AlignTextModel.Output textModelOutput,
        AlignVisionModel.Output visionModelOutput) {}
