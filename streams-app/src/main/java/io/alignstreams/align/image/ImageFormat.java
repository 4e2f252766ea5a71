package io.alignstreams.align.image;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The formats that are read, told apart by their first bytes. */
enum ImageFormat {
    JPEG("FFD8FF"),
    PNG("89504E470D0A1A0A"),
    GIF("474946383"),
    BMP("424D"),
    WEBP("52494646", 8, "57454250");

    private static final String JDK_READERS = "com.sun.imageio.plugins.";

    private static final int MAGIC_BYTES = 12;

    private final String magic;
    private final int laterAt;
    private final String later;

    ImageFormat(String magic) {
        this(magic, 0, "");
    }

    /**
     * A format with two marks.
     *
     * @param laterAt where the second one is, in bytes
     */
    ImageFormat(String magic, int laterAt, String later) {
        this.magic = magic;
        this.laterAt = laterAt;
        this.later = later;
    }

    static ImageFormat of(byte[] encoded) throws ImageRefusedException {
        String start =
                HexFormat.of().withUpperCase().formatHex(Arrays.copyOf(encoded, Math.min(MAGIC_BYTES, encoded.length)));
        for (ImageFormat format : values()) {
            if (start.startsWith(format.magic) && start.startsWith(format.later, 2 * format.laterAt)) {
                return format;
            }
        }
        throw new ImageRefusedException(
                ImageFault.IMAGE_FORMAT, "expected JPEG, PNG, GIF, BMP or WebP, found bytes that begin with " + start);
    }

    /** The JDK's own reader, whatever else is on the class path. */
    ImageReader reader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name());
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(JDK_READERS)) {
                return reader;
            }
            reader.dispose();
        }
        throw new IllegalStateException("expected the JDK to read " + name() + ", found no reader in java.desktop");
    }
}
