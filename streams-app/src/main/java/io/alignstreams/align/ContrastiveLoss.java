package io.alignstreams.align;

/**
 * The loss ALIGN is trained with: cross entropy of each text against all images and of each image against all texts, the
 * pairs being on the diagonal, averaged.
 *
 * <p>Source: {@code align_loss} of Hugging Face transformers, whose label smoothing is 0.1.
 */
final class ContrastiveLoss {
    private static final double LABEL_SMOOTHING = 0.1;

    private ContrastiveLoss() {}

    /**
     * Computes the loss.
     *
     * @param logitsPerText float32 [n, n]
     * @throws IllegalArgumentException if there are not as many images as texts
     */
    static float of(FloatTensor logitsPerText) {
        if (logitsPerText.size(0) != logitsPerText.size(1)) {
            throw new IllegalArgumentException("expected as many images as texts for a loss, found "
                    + logitsPerText.size(1) + " and " + logitsPerText.size(0));
        }
        return (float) ((crossEntropy(logitsPerText) + crossEntropy(logitsPerText.transpose())) / 2);
    }

    private static double crossEntropy(FloatTensor logits) {
        int n = logits.size(0);
        double sum = 0;
        for (int row = 0; row < n; row++) {
            double max = Double.NEGATIVE_INFINITY;
            double mean = 0;
            for (int column = 0; column < n; column++) {
                max = Math.max(max, logits.get(row, column));
                mean += logits.get(row, column) / (double) n;
            }
            double exponentials = 0;
            for (int column = 0; column < n; column++) {
                exponentials += Math.exp(logits.get(row, column) - max);
            }
            double logSumExp = max + Math.log(exponentials);
            sum += (1 - LABEL_SMOOTHING) * (logSumExp - logits.get(row, row)) + LABEL_SMOOTHING * (logSumExp - mean);
        }
        return sum / n;
    }
}
