package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;

class BoundedImageInputTest {
    private static final byte[] BYTES = {1, 2, (byte) 0xFF};

    @Test
    void shouldReadAsFarAsItGoes() throws IOException {
        try (BoundedImageInput input = new BoundedImageInput(BYTES, Duration.ofMinutes(1))) {
            byte[] all = new byte[5];
            assertThat(input.read(all, 1, 4)).isEqualTo(3);
            assertThat(all).containsExactly(0, 1, 2, 0xFF, 0);
            assertThat(input.isTruncated()).isFalse();
            assertThat(input.read()).isEqualTo(-1);
            assertThat(input.isTruncated()).isTrue();
            input.seek(2);
            assertThat(input.readUnsignedByte()).isEqualTo(0xFF);
            assertThat(input.length()).isEqualTo(3);
        }
    }

    @Test
    void shouldReadToWhereMuchWorkBegins() throws IOException {
        try (BoundedImageInput input = new BoundedImageInput(BYTES, new int[] {1, 2}, Duration.ofMinutes(1))) {
            byte[] all = new byte[5];
            assertThat(input.read(all)).isEqualTo(1);
            assertThat(input.read(all)).isEqualTo(1);
            assertThat(input.read(all)).isEqualTo(1);
            assertThat(input.read(all)).isEqualTo(-1);
        }
    }

    @Test
    void shouldEndWhoReadsOnAtTheEnd() throws IOException {
        try (BoundedImageInput input = new BoundedImageInput(BYTES, Duration.ofMinutes(1))) {
            input.seek(3);
            for (int i = 0; i < 1_000; i++) {
                assertThat(input.read()).isEqualTo(-1);
            }
            assertThatThrownBy(input::read).isInstanceOf(IIOException.class).hasMessageContaining("1001 times");
        }
    }

    @Test
    void shouldEndWhoReadsForTooLong() throws IOException {
        try (BoundedImageInput input = new BoundedImageInput(new byte[1_000], Duration.ZERO)) {
            assertThatThrownBy(() -> {
                        while (input.read() >= 0) {
                            input.seek(0);
                        }
                    })
                    .isInstanceOf(IIOException.class)
                    .hasMessageContaining("within 0 ms of the processor's time");
        }
    }
}
