package io.alignstreams.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.world.Artist;
import io.alignstreams.world.World;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureGridTest {
    @Test
    void shouldFrameRightPicturesGreenAndWrongOnesRed(@TempDir Path directory) throws IOException {
        byte[] picture = new World(Artist.NOTO, 1).picture(1).jpeg();
        List<PictureGrid.Cell> cells = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            cells.add(new PictureGrid.Cell(picture, List.of("dog", "taken for cat"), i < 10));
        }
        PictureGrid.write(cells, directory.resolve("grid.png"));

        BufferedImage grid = ImageIO.read(directory.resolve("grid.png").toFile());
        assertThat(grid.getWidth()).isEqualTo(1280);
        assertThat(grid.getHeight()).isEqualTo(2 * 156);
        assertThat(grid.getRGB(3, 60)).isEqualTo(0xFF2E9E3C);
        assertThat(grid.getRGB(3, 156 + 60)).isEqualTo(0xFFD8201C);
    }
}
