package io.alignstreams.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;

/**
 * A benchmark's ratios as a picture: a bar to the right of 1 for what is better than what it is held against, to the left for
 * what is worse, on a logarithmic axis, and a mark where it should be at least.
 */
public final class Plot {
    private static final int WIDTH = 1_100;
    private static final int MARGIN = 20;
    private static final int TOP = 70;
    private static final int BOTTOM = 50;
    private static final int ROW_HEIGHT = 30;
    private static final int BAR_HEIGHT = 16;
    private static final int VALUE_WIDTH = 70;
    private static final double ROOM = 1.15;
    private static final double[] TICKS = {1, 2, 5};
    private static final double[] MORE_TICKS = {1, 1.1, 1.2, 1.3, 1.5, 2, 3, 4, 5, 6, 7, 8, 9};

    /** The highest by the lowest ratio of an axis that has room for more ticks. */
    private static final double NARROW = 8;

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 17);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Color GRID = new Color(225, 225, 225);
    private static final Color REACHED = new Color(46, 125, 90);
    private static final Color MISSED = new Color(196, 78, 62);
    private static final Color NOT_ASKED = new Color(90, 120, 165);

    private final Graphics2D graphics;
    private final List<Row> rows;
    private final FontMetrics metrics;
    private final int left;
    private final double low;
    private final double high;

    private Plot(Graphics2D graphics, List<Row> rows) {
        this.graphics = graphics;
        this.rows = rows;
        this.metrics = graphics.getFontMetrics(TEXT);
        this.left = 2 * MARGIN
                + rows.stream()
                        .mapToInt(row -> metrics.stringWidth(row.name()))
                        .max()
                        .orElseThrow();
        double[] shown = rows.stream()
                .flatMapToDouble(row -> DoubleStream.of(row.ratio(), row.atLeast()))
                .filter(ratio -> ratio > 0 && Double.isFinite(ratio))
                .toArray();
        this.low = Math.min(0.8, DoubleStream.of(shown).min().orElse(1)) / ROOM;
        this.high = Math.max(1.25, DoubleStream.of(shown).max().orElse(1)) * ROOM;
    }

    /** Writes a PNG file, over one of the same name. */
    public static void write(List<Row> rows, Path file) throws IOException {
        int height = TOP + ROW_HEIGHT * rows.size() + BOTTOM;
        BufferedImage picture = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, height);
        new Plot(graphics, rows).draw();
        graphics.dispose();
        ImageIO.write(picture, "png", file.toFile());
    }

    private void draw() {
        graphics.setColor(Color.BLACK);
        graphics.setFont(TITLE);
        graphics.drawString(rows.get(0).bench() + ": ratios, higher is better", MARGIN, MARGIN + 12);
        graphics.setFont(TEXT);
        graphics.drawString("black mark: at least; red: missed; blue: nothing is asked", MARGIN, MARGIN + 34);
        drawGrid();
        for (int i = 0; i < rows.size(); i++) {
            draw(rows.get(i), TOP + ROW_HEIGHT * i + ROW_HEIGHT / 2);
        }
    }

    private void drawGrid() {
        int end = TOP + ROW_HEIGHT * rows.size();
        for (double decade = 1e-6; decade < high; decade *= 10) {
            for (double tick : high / low < NARROW ? MORE_TICKS : TICKS) {
                double ratio = tick * decade;
                if (ratio >= low && ratio <= high) {
                    graphics.setColor(Math.abs(ratio - 1) < 1e-9 ? Color.GRAY : GRID);
                    graphics.drawLine(x(ratio), TOP, x(ratio), end);
                    String text = tick(ratio);
                    graphics.setColor(Color.BLACK);
                    graphics.drawString(text, x(ratio) - metrics.stringWidth(text) / 2, end + 20);
                }
            }
        }
    }

    private void draw(Row row, int y) {
        int baseline = y + metrics.getAscent() / 2 - 1;
        graphics.setColor(Color.BLACK);
        graphics.drawString(row.name(), left - MARGIN - metrics.stringWidth(row.name()), baseline);
        int from = Math.min(x(1), x(row.ratio()));
        int to = Math.max(x(1), x(row.ratio()));
        graphics.setColor(row.atLeast() == 0 ? NOT_ASKED : row.isReached() ? REACHED : MISSED);
        graphics.fillRect(from, y - BAR_HEIGHT / 2, Math.max(2, to - from), BAR_HEIGHT);
        String value = String.format(Locale.ROOT, row.ratio() < 10 ? "%.3f" : "%.1f", row.ratio());
        graphics.drawString(value, WIDTH - VALUE_WIDTH, baseline);
        if (row.atLeast() > 0) {
            graphics.setColor(Color.BLACK);
            graphics.setStroke(new BasicStroke(2));
            graphics.drawLine(x(row.atLeast()), y - ROW_HEIGHT / 2 + 3, x(row.atLeast()), y + ROW_HEIGHT / 2 - 3);
        }
    }

    private int x(double ratio) {
        double share = Math.log(ratio / low) / Math.log(high / low);
        return left + (int) Math.round(Math.max(0, Math.min(1, share)) * (WIDTH - VALUE_WIDTH - MARGIN - left));
    }

    private static String tick(double value) {
        return value >= 1 && value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2g", value);
    }
}
