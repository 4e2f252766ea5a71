package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrientationTest {
    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    @Test
    void shouldReadBothByteOrders() {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (int value = 1; value <= 8; value++) {
                assertThat(Orientation.read(tiff(order, SHORT, value))).isEqualTo(value);
                assertThat(Orientation.read(tiff(order, LONG, value))).isEqualTo(value);
            }
        }
    }

    @Test
    void shouldTakeWhatIsDamagedForUpright() {
        byte[] tiff = tiff(ByteOrder.BIG_ENDIAN, SHORT, 6);
        for (int length = 0; length < tiff.length - 12; length++) {
            assertThat(Orientation.read(Arrays.copyOf(tiff, length)))
                    .as("cut to " + length)
                    .isEqualTo(1);
        }
        assertThat(Orientation.read(tiff(ByteOrder.BIG_ENDIAN, SHORT, 0))).isEqualTo(1);
        assertThat(Orientation.read(tiff(ByteOrder.BIG_ENDIAN, SHORT, 9))).isEqualTo(1);
        assertThat(Orientation.read(tiff(ByteOrder.BIG_ENDIAN, LONG, 0x00060000)))
                .isEqualTo(1);
        assertThat(Orientation.read(tiff(ByteOrder.BIG_ENDIAN, ASCII, 6))).isEqualTo(1);
        assertThat(Orientation.read(null)).isEqualTo(1);
        byte[] beyond = tiff.clone();
        Arrays.fill(beyond, 4, 8, (byte) 0x7F);
        assertThat(Orientation.read(beyond)).isEqualTo(1);
        Arrays.fill(beyond, 4, 8, (byte) 0xFF);
        assertThat(Orientation.read(beyond)).isEqualTo(1);
    }

    /** A directory of two entries, of which the second is the orientation, and where the next one would be. */
    private static byte[] tiff(ByteOrder order, int type, int value) {
        ByteBuffer tiff = ByteBuffer.allocate(10 + 2 * 12 + 4)
                .order(order)
                .put(Bytes.ascii(order == ByteOrder.BIG_ENDIAN ? "MM" : "II"))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 2)
                .putShort((short) 0x0100)
                .putShort((short) SHORT)
                .putInt(1)
                .putInt(0)
                .putShort((short) 0x0112)
                .putShort((short) type)
                .putInt(1);
        return type == LONG
                ? tiff.putInt(value).array()
                : tiff.putShort((short) value).array();
    }
}
