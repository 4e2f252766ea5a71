package io.alignstreams.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;

/** A benchmark's ratios as a picture. */
public final class Plot {
    private static final int WIDTH = 1_000;
    private static final int MARGIN = 140;
    private static final int ROW_HEIGHT = 60;

    private Plot() {}

    /** Writes a PNG file, over one of the same name. */
    public static void write(List<Row> rows, Path file) throws IOException {
        HorizontalBarChart chart = new HorizontalBarChartBuilder()
                .width(WIDTH)
                .height(MARGIN + ROW_HEIGHT * rows.size())
                .title(rows.get(0).bench() + ": ratios, higher is better")
                .xAxisTitle("ratio")
                .build();
        List<String> names = new ArrayList<>();
        List<Double> measured = new ArrayList<>();
        List<Double> expected = new ArrayList<>();
        for (int i = rows.size() - 1; i >= 0; i--) {
            Row row = rows.get(i);
            names.add(row.name());
            measured.add(rounded(row.ratio()));
            expected.add(row.atLeast());
        }
        chart.addSeries("expected at least", expected, names);
        chart.addSeries("measured", measured, names);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setXAxisMin(0.0);
        try (OutputStream png = Files.newOutputStream(file)) {
            ChartEncoder.saveChart(chart, png, "png");
        }
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.3g", value));
    }
}
