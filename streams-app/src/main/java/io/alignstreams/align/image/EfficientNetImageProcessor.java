package io.alignstreams.align.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.ConfigReader;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Brings pictures to the size and the values that the image tower was trained on. Any number of threads may share one.
 *
 * <p>Source: {@code EfficientNetImageProcessor} of Hugging Face transformers, the variant that uses Pillow.
 */
public final class EfficientNetImageProcessor {
    private static final int CHANNELS = RgbImage.CHANNELS;
    private static final int LEVELS = 256;
    private static final int BILINEAR = 2;

    private final Size resize;
    private final Size crop;
    private final float[] rescaleTable;

    /** In pixels. */
    private record Size(int height, int width) {
        static Size read(ConfigReader json, String key, Size defaultValue) {
            JsonNode node = json.node(key);
            if (node.canConvertToInt()) {
                int side = json.positive(key, defaultValue.height);
                return new Size(side, side);
            }
            if (json.has(key) && !(node.has("height") && node.has("width"))) {
                throw json.fault(key, "a number or {\"height\", \"width\"}", node);
            }
            ConfigReader size = json.object(key);
            return new Size(size.positive("height", defaultValue.height), size.positive("width", defaultValue.width));
        }
    }

    private EfficientNetImageProcessor(Size resize, Size crop, float[] rescaleTable) {
        this.resize = resize;
        this.crop = crop;
        this.rescaleTable = rescaleTable;
    }

    /**
     * Reads preprocessor_config.json of a checkpoint or model directory.
     *
     * @throws CheckpointException if it is missing, or asks for what ALIGN's does not do
     */
    public static EfficientNetImageProcessor fromPretrained(Path directory) throws IOException {
        Path file = directory.resolve("preprocessor_config.json");
        return fromJson(new ConfigReader(file.toString(), ConfigReader.readFile(file)));
    }

    static EfficientNetImageProcessor fromJson(ConfigReader json) {
        require(json, "do_resize", true);
        int resample = json.index("resample", 0);
        if (resample != BILINEAR) {
            throw json.fault("resample", "2, bilinear, as ALIGN's is", resample);
        }
        Size resize = Size.read(json, "size", new Size(346, 346));
        Size crop = json.bool("do_center_crop", false) ? Size.read(json, "crop_size", new Size(289, 289)) : resize;
        return new EfficientNetImageProcessor(resize, crop, table(json));
    }

    private static void require(ConfigReader json, String key, boolean expected) {
        if (json.bool(key, expected) != expected) {
            throw json.fault(key, String.valueOf(expected), !expected);
        }
    }

    private static float[] table(ConfigReader json) {
        boolean rescale = json.bool("do_rescale", true);
        double factor = json.positive("rescale_factor", 1 / 255.0);
        boolean offset = json.bool("rescale_offset", false);
        boolean normalize = json.bool("do_normalize", true);
        boolean includeTop = json.bool("include_top", true);
        double[] mean = channels(json, "image_mean", new double[] {0.485, 0.456, 0.406});
        double[] std = channels(json, "image_std", new double[] {0.229, 0.224, 0.225});
        float[] table = new float[CHANNELS * LEVELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                float value = rescale ? (float) (level * factor) : level;
                if (rescale && offset) {
                    value -= 1;
                }
                if (normalize) {
                    value = (value - (float) mean[channel]) / (float) std[channel];
                }
                if (includeTop) {
                    value /= (float) std[channel];
                }
                table[channel * LEVELS + level] = value;
            }
        }
        return table;
    }

    private static double[] channels(ConfigReader json, String key, double[] defaultValue) {
        JsonNode node = json.node(key);
        if (!json.has(key)) {
            return defaultValue;
        }
        double[] values = new double[CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            JsonNode value = node.path(channel);
            if (node.size() != CHANNELS || !value.isNumber()) {
                throw json.fault(key, "three numbers", node);
            }
            values[channel] = value.doubleValue();
        }
        return values;
    }

    /** Rows of the model's input. */
    public int cropHeight() {
        return crop.height;
    }

    /** Columns of the model's input. */
    public int cropWidth() {
        return crop.width;
    }

    /**
     * The pixel value of each byte: float32 [channels · 256], 256 values for red, then for green, then for blue. All of
     * rescaling and normalisation is in it.
     */
    public float[] rescaleTable() {
        return rescaleTable.clone();
    }

    /** Resizes to the configured size; the aspect ratio is not kept. */
    public RgbImage resize(RgbImage image) {
        return BilinearResize.resize(image, resize.width, resize.height);
    }

    /**
     * Resizes and cuts out the centre: the model's input, uint8 [crop height, crop width, 3]. Where the image ends there
     * are zeros.
     */
    public RgbImage preprocess(RgbImage image) {
        int left = Math.floorDiv(resize.width - crop.width, 2);
        int top = Math.floorDiv(resize.height - crop.height, 2);
        return BilinearResize.cutOut(
                image, resize.width, resize.height, new Rectangle(left, top, crop.width, crop.height));
    }

    /** The reference's float input, float32 [3, crop height, crop width]. */
    public float[] pixelValues(RgbImage image) {
        byte[] pixels = preprocess(image).pixels();
        int area = crop.height * crop.width;
        float[] values = new float[CHANNELS * area];
        for (int i = 0; i < values.length; i++) {
            int channel = i / area;
            values[i] = rescaleTable[channel * LEVELS + (pixels[i % area * CHANNELS + channel] & 0xFF)];
        }
        return values;
    }
}
