package io.alignstreams.align.image;

import java.time.Duration;

/**
 * What decoding one image may take, and what becomes of one that is cut off.
 *
 * @param maxPixels width times height, from 1 to {@link #MOST_PIXELS}
 * @param deadline of the thread's processor time, so that a busy machine refuses no image that another one would take
 * @param truncated what to do with an image whose end is missing
 */
public record DecodingLimits(long maxPixels, Duration deadline, Truncated truncated) {
    /** As many pixels of RGB as an array holds. */
    public static final long MOST_PIXELS = Integer.MAX_VALUE / RgbImage.CHANNELS;

    /** 50 megapixels, a second and a half, whole images only. */
    public static final DecodingLimits DEFAULT =
            new DecodingLimits(50_000_000, Duration.ofMillis(1_500), Truncated.REFUSE);

    public DecodingLimits {
        if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
            throw new IllegalArgumentException("expected from 1 to " + MOST_PIXELS + " pixels, found " + maxPixels);
        }
    }

    /** What to do with an image whose end is missing. */
    public enum Truncated {
        /** It is refused. */
        REFUSE,
        /** What there is of it is taken, and the rest is as the decoder leaves it: black, or grey. */
        ACCEPT
    }

    /** The same, of so many pixels. */
    public DecodingLimits withMaxPixels(long pixels) {
        return new DecodingLimits(pixels, deadline, truncated);
    }

    /** The same, for whole images only. */
    DecodingLimits whole() {
        return new DecodingLimits(maxPixels, deadline, Truncated.REFUSE);
    }
}
