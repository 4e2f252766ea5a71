package io.alignstreams.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.bench.Row;
import java.io.PrintWriter;
import java.util.Locale;

/** Rows of benchmarks, for people as a table, for programs as a JSON object each. */
final class BenchTable {
    private final PrintWriter out;
    private final boolean asJson;
    private boolean hasHeading;

    BenchTable(PrintWriter out, boolean asJson) {
        this.out = out;
        this.asJson = asJson;
    }

    void print(Row row) {
        if (asJson) {
            out.println(json(row));
        } else {
            if (!hasHeading) {
                line("bench", "case", "ours", "reference", "unit", "ratio", "spread", "expected");
                hasHeading = true;
            }
            line(
                    row.bench(),
                    row.name(),
                    number(row.ours()),
                    number(row.reference()),
                    row.unit(),
                    String.format(Locale.ROOT, "%.3f", row.ratio()),
                    String.format(Locale.ROOT, "%.3f", row.spread()),
                    expected(row));
        }
        out.flush();
    }

    private void line(Object... cells) {
        out.println(String.format(Locale.ROOT, "%-10s  %-52s  %12s  %12s  %-9s  %6s  %6s  %s", cells)
                .stripTrailing());
    }

    private static String expected(Row row) {
        if (row.atLeast() == 0) {
            return "";
        }
        return String.format(
                Locale.ROOT, "%s %s", row.isReached() ? "reached" : "missed", Double.toString(row.atLeast()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%,.0f", value);
    }

    private static ObjectNode json(Row row) {
        return Json.object()
                .put("bench", row.bench())
                .put("case", row.name())
                .put("ours", row.ours())
                .put("reference", row.reference())
                .put("unit", row.unit())
                .put("ratio", row.ratio())
                .put("spread", row.spread());
    }
}
