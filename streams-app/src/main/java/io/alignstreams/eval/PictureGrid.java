package io.alignstreams.eval;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures side by side in one PNG, with a few words below, framed green if the answer was right and red if it was not. */
final class PictureGrid {
    private static final int COLUMNS = 10;
    private static final int CELL = 128;
    private static final int FRAME = 5;
    private static final int LINE = 14;
    private static final int LINES = 2;
    private static final int ROW = CELL + LINES * LINE;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

    private PictureGrid() {}

    /**
     * A picture and whether the answer to it was right.
     *
     * @param words at most two lines
     */
    record Cell(byte[] image, List<String> words, boolean right) {
        Cell {
            words = List.copyOf(words);
        }
    }

    /** Writes the pictures in their order, ten in a row. */
    static void write(List<Cell> cells, Path file) throws IOException {
        int rows = (cells.size() + COLUMNS - 1) / COLUMNS;
        BufferedImage grid = new BufferedImage(COLUMNS * CELL, Math.max(1, rows) * ROW, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = grid.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(FONT);
        for (int i = 0; i < cells.size(); i++) {
            draw(cells.get(i), graphics, i % COLUMNS * CELL, i / COLUMNS * ROW);
        }
        graphics.dispose();
        ImageIO.write(grid, "png", file.toFile());
    }

    private static void draw(Cell cell, Graphics2D graphics, int x, int y) throws IOException {
        graphics.setColor(cell.right() ? new Color(0x2E9E3C) : new Color(0xD8201C));
        graphics.fillRect(x + 1, y + 1, CELL - 2, CELL - 2);
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(cell.image()));
        graphics.drawImage(picture, x + FRAME, y + FRAME, CELL - 2 * FRAME, CELL - 2 * FRAME, null);
        graphics.setColor(Color.WHITE);
        for (int line = 0; line < cell.words().size(); line++) {
            graphics.drawString(cell.words().get(line), x + FRAME, y + CELL + (line + 1) * LINE - FRAME);
        }
    }
}
