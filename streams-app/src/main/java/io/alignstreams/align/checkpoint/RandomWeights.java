package io.alignstreams.align.checkpoint;

import java.util.SplittableRandom;

/**
 * Random values for each of ALIGN's tensors, uniform and scaled to its part in the model.
 *
 * <p>A layer's weights have variance 1 / fan-in, so that it keeps the variance of what it is given; the norms around it
 * do the rest. Queries and keys are larger, so that attention looks at something rather than at everything alike.
 * Uniform integers make the same weights on every JDK, which {@code nextGaussian} does not promise.
 */
final class RandomWeights implements SafetensorsWriter.Source {
    private static final float TEMPERATURE = 0.0625f;
    private static final double ATTENTION_GAIN = 2.5;

    private final SplittableRandom random;

    RandomWeights(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public SafetensorsWriter.Elements elements(TensorSpec tensor) {
        String name = tensor.name();
        if (name.equals("temperature")) {
            return () -> TEMPERATURE;
        }
        if (name.endsWith(".running_mean")) {
            return () -> 0;
        }
        if (name.endsWith(".running_var")) {
            return () -> 1;
        }
        if (name.endsWith(".bias")) {
            return uniform(0, 0.1);
        }
        if (tensor.shape().size() == 1) {
            return uniform(1, 0.1);
        }
        if (name.endsWith("word_embeddings.weight")) {
            return uniform(0, 1);
        }
        if (name.contains("_embeddings.weight")) {
            return uniform(0, 0.3);
        }
        double deviation =
                1 / Math.sqrt((double) tensor.elementCount() / tensor.shape().get(0));
        boolean attends = name.endsWith(".query.weight") || name.endsWith(".key.weight");
        return uniform(0, attends ? deviation * ATTENTION_GAIN : deviation);
    }

    private SafetensorsWriter.Elements uniform(double mean, double deviation) {
        double scale = deviation * Math.sqrt(3) / (1L << 31);
        return () -> (float) (mean + random.nextInt() * scale);
    }
}
