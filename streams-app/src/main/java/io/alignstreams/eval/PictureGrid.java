package io.alignstreams.eval;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures side by side in one PNG, framed green where the answer was right and red where it was wrong. */
public final class PictureGrid {
    private static final int COLUMNS = 10;
    private static final int CELL = 128;
    private static final int FRAME = 5;

    private PictureGrid() {}

    /** A picture and whether the answer to it was right. */
    public record Cell(byte[] image, boolean right) {}

    /** Writes the pictures in their order, ten in a row. */
    public static void write(List<Cell> cells, Path file) throws IOException {
        int rows = (cells.size() + COLUMNS - 1) / COLUMNS;
        BufferedImage grid = new BufferedImage(COLUMNS * CELL, Math.max(1, rows) * CELL, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = grid.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        for (int i = 0; i < cells.size(); i++) {
            int x = i % COLUMNS * CELL;
            int y = i / COLUMNS * CELL;
            graphics.setColor(cells.get(i).right() ? new Color(0x2E9E3C) : new Color(0xD8201C));
            graphics.fillRect(x + 1, y + 1, CELL - 2, CELL - 2);
            BufferedImage picture =
                    ImageIO.read(new ByteArrayInputStream(cells.get(i).image()));
            graphics.drawImage(picture, x + FRAME, y + FRAME, CELL - 2 * FRAME, CELL - 2 * FRAME, null);
        }
        graphics.dispose();
        ImageIO.write(grid, "png", file.toFile());
    }
}
