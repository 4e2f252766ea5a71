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
    BMP("424D");

    private static final String JDK_READERS = "com.sun.imageio.plugins.";

    private final String magic;

    ImageFormat(String magic) {
        this.magic = magic;
    }

    static ImageFormat of(byte[] encoded) throws ImageRefusedException {
        String start = HexFormat.of().withUpperCase().formatHex(Arrays.copyOf(encoded, Math.min(8, encoded.length)));
        for (ImageFormat format : values()) {
            if (start.startsWith(format.magic)) {
                return format;
            }
        }
        throw new ImageRefusedException(
                ImageFault.IMAGE_FORMAT, "expected JPEG, PNG, GIF or BMP, found bytes that begin with " + start);
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
