package io.alignstreams.bench;

import io.alignstreams.world.Artist;
import io.alignstreams.world.World;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Pictures that are as much work to decode as photos are: things, soft shades, and the noise of a camera. Every one is
 * another; equal seeds give equal ones in the same order. Any number of threads may share one.
 */
final class BenchPictures {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int NOISE = 1 << 16;
    private static final double NOISE_LEVELS = 13.5;
    private static final int SHADE = 96;

    private static final short COMMENT = (short) 0xFFFE;

    private final World world;
    private final long seed;
    private final AtomicLong drawn = new AtomicLong();
    private final int[] noise;

    BenchPictures(long seed) {
        this.world = new World(Artist.NOTO, seed);
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        this.noise = IntStream.range(0, NOISE)
                .map(i -> (int) Math.round(
                        NOISE_LEVELS * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5)))
                .toArray();
    }

    /** The next one as a JPEG of {@value #WIDTH}x{@value #HEIGHT} pixels, about 100 KB. */
    byte[] jpeg() {
        return next(WIDTH, HEIGHT, PictureFormat.JPEG);
    }

    /** The next so many JPEGs. */
    List<byte[]> jpegs(int count) {
        return Stream.generate(this::jpeg).limit(count).toList();
    }

    /** The next one; a JPEG has as many bytes a pixel whatever its size is. */
    byte[] next(int width, int height, PictureFormat format) {
        return format.encode(draw(width, height, drawn.getAndIncrement()));
    }

    /** The same JPEG picture in other bytes: those of a number, in a comment. */
    static byte[] numbered(byte[] jpeg, long number) {
        return ByteBuffer.allocate(jpeg.length + 4 + Long.BYTES)
                .put(jpeg, 0, 2)
                .putShort(COMMENT)
                .putShort((short) (2 + Long.BYTES))
                .putLong(number)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private BufferedImage draw(int width, int height, long number) {
        SplittableRandom random = new SplittableRandom(seed ^ number);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(scene(number), 0, 0, width, height, null);
        graphics.setPaint(new GradientPaint(0, 0, shade(random), width, height, shade(random)));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        addNoise(((DataBufferByte) picture.getRaster().getDataBuffer()).getData(), width, random);
        return picture;
    }

    private BufferedImage scene(long number) {
        try {
            return ImageIO.read(new ByteArrayInputStream(world.picture(number).jpeg()));
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory could not be read", e);
        }
    }

    private static Color shade(SplittableRandom random) {
        return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256), SHADE);
    }

    /** Of brightness alone, as cameras smooth that of colour. */
    private void addNoise(byte[] samples, int width, SplittableRandom random) {
        int row = 3 * width;
        for (int from = 0; from < samples.length; from += row) {
            int at = random.nextInt(NOISE);
            for (int i = from; i < from + row; i += 3) {
                int level = noise[at++ & (NOISE - 1)];
                for (int channel = i; channel < i + 3; channel++) {
                    samples[channel] = (byte) Math.max(0, Math.min(255, (samples[channel] & 0xFF) + level));
                }
            }
        }
    }
}
