package io.alignstreams.embedding;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignProcessor;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.FloatTensor;
import io.alignstreams.align.ImageBatch;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.onnx.ExecutionProvider;
import io.alignstreams.align.onnx.ExecutionProviderException;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.align.text.BatchEncoding;
import io.alignstreams.align.text.Padding;
import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.topology.Digests;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.TextEmbedder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both towers of an ALIGN model, as the application runs them. */
public final class AlignTowers implements ImageTower, TextEmbedder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlignTowers.class);

    /** Texts of one run; more take more memory and no less time. */
    private static final int TEXT_BATCH = 16;

    private final AlignModel model;
    private final ExecutionProvider provider;
    private final AlignProcessor processor;
    private final ImageDecoder decoder;
    private final ModelIdentity identity;

    private AlignTowers(
            AlignModel model,
            ExecutionProvider provider,
            AlignProcessor processor,
            ImageDecoder decoder,
            ExifOrientation exif) {
        this.model = model;
        this.provider = provider;
        this.processor = processor;
        this.decoder = decoder;
        this.identity = new ModelIdentity(
                model.manifest().modelId(),
                model.manifest().modelDigest(),
                embedderDigest(model.manifest(), provider, exif),
                model.config().projectionDim(),
                model.temperature());
    }

    /**
     * Loads the model that the configuration names.
     *
     * @throws IOException if it cannot be loaded; the message says why
     */
    public static AlignTowers load(AlignStreamsConfig config) throws IOException {
        String directory = config.getString(AlignKeys.MODEL);
        if (directory.isEmpty()) {
            throw new ConfigException(
                    AlignKeys.MODEL, directory, "expected a model directory, as align-streams model import writes it");
        }
        ExifOrientation exif =
                ExifOrientation.valueOf(config.getString(AlignKeys.IMAGE_EXIF).toUpperCase(Locale.ROOT));
        DecodingLimits limits = new DecodingLimits(
                config.getLong(AlignKeys.IMAGE_PIXELS_MAX),
                config.duration(AlignKeys.IMAGE_DEADLINE_MS),
                DecodingLimits.Truncated.valueOf(
                        config.getString(AlignKeys.IMAGE_TRUNCATED).toUpperCase(Locale.ROOT)));
        OnnxOptions options = options(config);
        try {
            return load(Path.of(directory), options, exif, limits);
        } catch (ExecutionProviderException e) {
            if (!config.getString(AlignKeys.EXECUTION_FALLBACK).equals("allow")) {
                throw new ConfigException(
                        AlignKeys.EXECUTION_PROVIDER,
                        config.getString(AlignKeys.EXECUTION_PROVIDER),
                        e.getMessage() + "; or set " + AlignKeys.EXECUTION_FALLBACK + "=allow to run on the CPU");
            }
            LOG.warn("running on the CPU: {}", e.getMessage());
            return load(Path.of(directory), new OnnxOptions(options.intraOpThreads()), exif, limits);
        }
    }

    /** How a configuration wants towers to be run. */
    public static OnnxOptions options(AlignStreamsConfig config) {
        return new OnnxOptions(
                config.getInt(AlignKeys.INFERENCE_THREADS),
                ExecutionProvider.valueOf(
                        config.getString(AlignKeys.EXECUTION_PROVIDER).toUpperCase(Locale.ROOT)),
                config.getInt(AlignKeys.EXECUTION_DEVICE));
    }

    /** Loads a model directory. Each run takes one thread, and runs go on side by side. */
    public static AlignTowers load(Path directory, ExifOrientation exif, DecodingLimits limits) throws IOException {
        return load(directory, new OnnxOptions(1), exif, limits);
    }

    private static AlignTowers load(Path directory, OnnxOptions options, ExifOrientation exif, DecodingLimits limits)
            throws IOException {
        AlignTowers towers = open(directory, options, exif, limits);
        try {
            towers.requireVectors(directory, options);
            return towers;
        } catch (RuntimeException | Error e) {
            towers.close();
            throw e;
        }
    }

    private static AlignTowers open(Path directory, OnnxOptions options, ExifOrientation exif, DecodingLimits limits)
            throws IOException {
        AlignModel model = AlignModel.fromPretrained(directory, options);
        try {
            AlignProcessor processor = AlignProcessor.fromPretrained(directory);
            return new AlignTowers(model, options.provider(), processor, new ImageDecoder(exif, limits), exif);
        } catch (IOException | RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /** A model that cannot embed a grey picture and a word can embed nothing, which is no fault of any image. */
    private void requireVectors(Path directory, OnnxOptions options) {
        int height = processor.imageProcessor().cropHeight();
        int width = processor.imageProcessor().cropWidth();
        byte[] grey = new byte[height * width * 3];
        Arrays.fill(grey, (byte) 128);
        try {
            run(List.of(new RgbImage(width, height, grey))).forEach(Embedding::normalize);
            embed(List.of("a"));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    directory + ": expected a model that gives finite features, found: " + e.getMessage()
                            + "; are its weights whole?",
                    e);
        } catch (IllegalStateException e) {
            throw options.provider() == ExecutionProvider.CPU ? e : options.failed(e);
        }
    }

    /** The configuration that was loaded with, changed to a CPU if the towers run on one as what it wants cannot be had. */
    public AlignStreamsConfig asRun(AlignStreamsConfig config) {
        return provider == options(config).provider() ? config : config.onCpu();
    }

    @Override
    public ModelIdentity identity() {
        return identity;
    }

    @Override
    public RgbImage prepare(byte[] image) throws ImageRefusedException {
        return decoder.decode(image, processor.imageProcessor()::preprocess);
    }

    @Override
    public List<float[]> run(List<RgbImage> prepared) {
        return rows(model.getImageFeatures(ImageBatch.of(prepared)), prepared.size());
    }

    /**
     * Text features, float32 [texts, dimension], not normalised; texts are truncated to what the model takes. Texts of like
     * length share a run, as all of a run take the time of its longest.
     */
    public List<float[]> textFeatures(List<String> texts) {
        List<Integer> byLength = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
                .toList();
        float[][] features = new float[texts.size()][];
        for (int from = 0; from < texts.size(); from += TEXT_BATCH) {
            List<Integer> batch = byLength.subList(from, Math.min(texts.size(), from + TEXT_BATCH));
            BatchEncoding encoded =
                    processor.texts(batch.stream().map(texts::get).toList(), Padding.LONGEST, true);
            Iterator<float[]> rows =
                    rows(model.getTextFeatures(encoded), batch.size()).iterator();
            batch.forEach(i -> features[i] = rows.next());
        }
        return List.of(features);
    }

    @Override
    public List<Embedding> embed(List<String> texts) {
        return textFeatures(texts).stream().map(Embedding::normalize).toList();
    }

    private static List<float[]> rows(FloatTensor features, int expected) {
        if (features.shape()[0] != expected) {
            throw new IllegalStateException(
                    "expected a row of features for each of " + expected + " inputs, found " + features.shape()[0]);
        }
        List<float[]> rows = new ArrayList<>();
        for (int row = 0; row < features.shape()[0]; row++) {
            rows.add(features.row(row));
        }
        return rows;
    }

    /**
     * Of all that decides which vector an image gets. EXIF counts, since a turned image has another; and the graph does in
     * int8, which has in it what it was calibrated on.
     */
    private static String embedderDigest(ModelManifest manifest, ExecutionProvider provider, ExifOrientation exif) {
        String precision =
                switch (manifest.precision()) {
                    case FP32 -> "fp32";
                    case INT8 -> "int8=" + manifest.graphs().get(AlignModel.VISION_GRAPH);
                };
        String parts = String.join("\n", manifest.modelDigest(), precision, provider.onnxName(), "exif=" + exif);
        return Digests.sha256Hex(parts.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try (processor) {
            model.close();
        }
    }
}
