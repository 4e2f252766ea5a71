package io.alignstreams.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRenderer;
import org.jfree.chart.renderer.category.LevelRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * A benchmark's ratios as a picture: a bar to the right of 1 for what is better than what it is held against, to the left for
 * what is worse, on a logarithmic axis, and a mark where it should be at least.
 */
public final class Plot {
    private static final int WIDTH = 1_100;
    private static final int MARGIN = 130;
    private static final int CASE_HEIGHT = 36;

    /** Between the end of the axis and the last value, so that there is room for its number. */
    private static final double ROOM = 1.5;

    private Plot() {}

    /** Writes a PNG file, over one of the same name. */
    public static void write(List<Row> rows, Path file) throws IOException {
        DefaultCategoryDataset measured = new DefaultCategoryDataset();
        DefaultCategoryDataset expected = new DefaultCategoryDataset();
        for (Row row : rows) {
            measured.addValue(row.ratio(), "measured", row.name());
            expected.addValue(row.atLeast() == 0 ? null : row.atLeast(), "expected at least", row.name());
        }
        CategoryPlot plot = new CategoryPlot(measured, new CategoryAxis(), axis(rows), bars());
        plot.setDataset(1, expected);
        plot.setRenderer(1, marks());
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
        JFreeChart chart = new JFreeChart(rows.get(0).bench() + ": ratios, higher is better", plot);
        chart.setBackgroundPaint(Color.WHITE);
        ChartUtils.saveChartAsPNG(file.toFile(), chart, WIDTH, MARGIN + CASE_HEIGHT * rows.size());
    }

    private static LogarithmicAxis axis(List<Row> rows) {
        LogarithmicAxis axis = new LogarithmicAxis("ratio");
        axis.setLog10TickLabelsFlag(false);
        double low = 0.5;
        double high = 2;
        for (Row row : rows) {
            low = Math.min(low, row.ratio() / ROOM);
            high = Math.max(high, Math.max(row.ratio(), row.atLeast()) * ROOM);
        }
        axis.setRange(low, high);
        return axis;
    }

    private static CategoryItemRenderer bars() {
        BarRenderer bars = new BarRenderer();
        bars.setBase(1);
        bars.setShadowVisible(false);
        bars.setBarPainter(new StandardBarPainter());
        bars.setSeriesPaint(0, new Color(90, 120, 165));
        bars.setDefaultItemLabelGenerator(
                new StandardCategoryItemLabelGenerator("{2}", NumberFormat.getInstance(Locale.ROOT)));
        bars.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        bars.setDefaultItemLabelsVisible(true);
        return bars;
    }

    private static CategoryItemRenderer marks() {
        LevelRenderer marks = new LevelRenderer();
        marks.setSeriesPaint(0, new Color(196, 78, 62));
        marks.setSeriesStroke(0, new BasicStroke(3));
        return marks;
    }
}
