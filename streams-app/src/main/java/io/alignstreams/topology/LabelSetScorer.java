package io.alignstreams.topology;

import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelScore;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.LabelSetEmbeddings;
import io.alignstreams.schemas.Lineage;
import io.alignstreams.schemas.Resolution;
import io.alignstreams.schemas.Trigger;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a label set, ready to score images. Any number of threads may share one.
 *
 * <p>A logit is the dot product of image and class divided by the model's temperature. In an exclusive group the softmax
 * goes over all labels and none prompts, in an independent one over a label and its negatives.
 */
final class LabelSetScorer {
    private final LabelSetEmbeddings version;

    /** float32 [dimension, classes]: of one value of the embedding, what it adds to every class. */
    private final float[] columns;

    private final int classes;

    LabelSetScorer(LabelSetEmbeddings version) {
        this.version = version;
        FloatBuffer rows =
                version.getMatrix().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        int dimension = version.getDimension();
        long count = LabelClasses.count(version.getLabelSet());
        if (rows.remaining() != count * dimension) {
            throw new IllegalStateException(
                    "expected a matrix of " + count * dimension + " values, found " + rows.remaining());
        }
        this.classes = Math.toIntExact(count);
        this.columns = new float[rows.remaining()];
        for (int row = 0; row < classes; row++) {
            for (int i = 0; i < dimension; i++) {
                columns[i * classes + row] = rows.get();
            }
        }
    }

    /**
     * What an image has of a label set.
     *
     * @param severity of the label that decided the action; null if none was crossed
     * @param labels those to be emitted, by falling probability
     */
    record Scores(String action, @Nullable Integer severity, List<LabelScore> labels, int labelCount) {
        /** What the stream says of an image. */
        ClassificationEvent event(String id, LabelSetEmbeddings version, Resolution resolution, Lineage lineage) {
            return new ClassificationEvent(
                    id,
                    version.getVersion(),
                    version.getLabelSetDigest(),
                    resolution,
                    Trigger.IMAGE,
                    action,
                    severity,
                    labels,
                    labelCount,
                    lineage);
        }
    }

    LabelSetEmbeddings version() {
        return version;
    }

    Scores score(Embedding image) {
        return score(image, version.getLabelSet().getEmit());
    }

    /** Scores an image, and emits other labels than the set says. */
    Scores score(Embedding image, Emit emit) {
        LabelSet labelSet = version.getLabelSet();
        double[] logits = logits(image);
        List<LabelScore> scores = new ArrayList<>();
        int row = 0;
        for (LabelGroup group : labelSet.getGroups()) {
            row = group.getType() == GroupType.EXCLUSIVE
                    ? scoreExclusive(group, logits, row, scores)
                    : scoreIndependent(group, logits, row, scores);
        }
        LabelScore decisive = null;
        for (LabelScore score : scores) {
            if (score.getCrossed() && (decisive == null || score.getSeverity() > decisive.getSeverity())) {
                decisive = score;
            }
        }
        return new Scores(
                decisive == null ? "allow" : decisive.getAction(),
                decisive == null ? null : decisive.getSeverity(),
                emitted(scores, emit, labelSet.getTopK()),
                scores.size());
    }

    /** Summed in float64. Sums of all classes grow side by side, since one sum alone waits for itself at every step. */
    private double[] logits(Embedding image) {
        double[] logits = new double[classes];
        for (int i = 0; i < image.dimension(); i++) {
            addProducts(image.get(i), i * classes, logits);
        }
        for (int row = 0; row < classes; row++) {
            logits[row] /= version.getTemperature();
        }
        return logits;
    }

    private void addProducts(double value, int from, double[] sums) {
        for (int row = 0; row < sums.length; row++) {
            sums[row] += value * columns[from + row];
        }
    }

    private static int scoreExclusive(LabelGroup group, double[] logits, int first, List<LabelScore> scores) {
        int end = first + group.getLabels().size() + group.getNone().size();
        double logSum = logSumExp(logits, first, end);
        int row = first;
        for (Label label : group.getLabels()) {
            scores.add(score(group, label, logits[row], Math.exp(logits[row] - logSum)));
            row++;
        }
        return end;
    }

    private static int scoreIndependent(LabelGroup group, double[] logits, int first, List<LabelScore> scores) {
        int row = first;
        for (Label label : group.getLabels()) {
            int end = row + 1 + label.getNegatives().size();
            scores.add(score(group, label, logits[row], Math.exp(logits[row] - logSumExp(logits, row, end))));
            row = end;
        }
        return row;
    }

    private static double logSumExp(double[] logits, int first, int end) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = first; i < end; i++) {
            max = Math.max(max, logits[i]);
        }
        double sum = 0;
        for (int i = first; i < end; i++) {
            sum += Math.exp(logits[i] - max);
        }
        return max + Math.log(sum);
    }

    private static LabelScore score(LabelGroup group, Label label, double logit, double probability) {
        return new LabelScore(
                group.getName(),
                label.getName(),
                (float) logit,
                (float) probability,
                label.getThreshold(),
                probability >= label.getThreshold(),
                label.getSeverity(),
                label.getAction());
    }

    private static List<LabelScore> emitted(List<LabelScore> scores, Emit emit, int topK) {
        List<LabelScore> sorted = new ArrayList<>(scores);
        sorted.sort(Comparator.comparing(LabelScore::getProbability).reversed());
        return switch (emit) {
            case ALL -> sorted;
            case CROSSED -> sorted.stream().filter(LabelScore::getCrossed).toList();
            case TOP_K -> {
                List<LabelScore> kept = new ArrayList<>();
                for (int i = 0; i < sorted.size(); i++) {
                    if (i < topK || sorted.get(i).getCrossed()) {
                        kept.add(sorted.get(i));
                    }
                }
                yield kept;
            }
        };
    }
}
