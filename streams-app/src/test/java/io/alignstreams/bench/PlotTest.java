package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {
    private static final int LEAST_HEIGHT_OF_A_CASE = 18;

    @TempDir
    private Path folder;

    @Test
    void shouldDrawOnWhiteWithRoomForEachCase() throws Exception {
        BufferedImage few = plot(2);
        BufferedImage many = plot(20);

        assertThat(new Color(few.getRGB(0, 0))).isEqualTo(Color.WHITE);
        assertThat(many.getHeight()).isGreaterThan(few.getHeight() + 18 * LEAST_HEIGHT_OF_A_CASE);
    }

    private BufferedImage plot(int cases) throws Exception {
        List<Row> rows = IntStream.range(0, cases)
                .mapToObj(i -> new Row("bench", "case " + i, i, 1, "s", Math.pow(10, i % 4 - 1), 0.1, i % 3))
                .toList();
        Path file = folder.resolve(cases + ".png");
        Plot.write(rows, file);
        return ImageIO.read(file.toFile());
    }
}
