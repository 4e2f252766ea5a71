package io.alignstreams.world;

import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What a camera does to a picture: blur, wrong exposure, a colour cast, grain. */
final class CameraFaults {
    private final RandomGenerator random;

    CameraFaults(RandomGenerator random) {
        this.random = random;
    }

    BufferedImage apply(BufferedImage sharp) {
        BufferedImage picture = random.nextDouble() < 0.25 ? blur(sharp) : sharp;
        double contrast = 0.8 + 0.4 * random.nextDouble();
        double[] gains = new double[3];
        double[] offsets = new double[3];
        double exposure = (random.nextDouble() - 0.5) * 40;
        for (int channel = 0; channel < gains.length; channel++) {
            gains[channel] = contrast * (0.92 + 0.16 * random.nextDouble());
            offsets[channel] = 128 - 128 * gains[channel] + exposure;
        }
        double grain = random.nextDouble() < 0.25 ? 30 * random.nextDouble() : 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.setRGB(x, y, expose(picture.getRGB(x, y), gains, offsets, grain));
            }
        }
        return picture;
    }

    private int expose(int rgb, double[] gains, double[] offsets, double grain) {
        int exposed = 0;
        for (int channel = 0; channel < gains.length; channel++) {
            int shift = 16 - 8 * channel;
            double value = (rgb >> shift & 0xFF) * gains[channel] + offsets[channel];
            double noise = grain == 0 ? 0 : grain * (random.nextDouble() - 0.5);
            exposed |= (int) Math.max(0, Math.min(255, value + noise)) << shift;
        }
        return exposed;
    }

    private BufferedImage blur(BufferedImage picture) {
        int side = random.nextBoolean() ? 3 : 5;
        float[] weights = new float[side * side];
        Arrays.fill(weights, 1f / weights.length);
        return new ConvolveOp(new Kernel(side, side, weights), ConvolveOp.EDGE_NO_OP, null)
                .filter(picture, new BufferedImage(picture.getWidth(), picture.getHeight(), picture.getType()));
    }
}
