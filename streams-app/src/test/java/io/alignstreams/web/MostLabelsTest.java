package io.alignstreams.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MostLabelsTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private void cross(String labelSet, String label) {
        meters.counter("align.labels.crossed", "label_set", labelSet, "label", label)
                .increment();
    }

    private double crossed(String labelSet, String label) {
        return meters.get("align.labels.crossed")
                .tags("label_set", labelSet, "label", label)
                .counter()
                .count();
    }

    @Test
    void shouldCountWhatComesAfterTheLastSeriesTogether() {
        meters.config().meterFilter(new MostLabels(2));
        cross("a", "gun");
        cross("a", "knife");
        cross("b", "gun");
        cross("c", "axe");
        cross("a", "gun");

        assertThat(crossed("a", "gun")).isEqualTo(2);
        assertThat(crossed("a", "knife")).isEqualTo(1);
        assertThat(crossed("other", "other")).isEqualTo(2);
        assertThat(meters.getMeters()).hasSize(3);
    }

    @Test
    void shouldBoundEachNameForItself() {
        meters.config().meterFilter(new MostLabels(1));
        cross("a", "gun");
        meters.counter("align.classifications", "label_set", "b", "action", "block")
                .increment();

        assertThat(meters.getMeters())
                .extracting(Meter::getId)
                .extracting(id -> id.getTag("label_set"))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void shouldLeaveMetersOfOthersAlone() {
        meters.config().meterFilter(new MostLabels(0));
        meters.counter("jvm.gc.pause", "action", "end of minor GC").increment();

        assertThat(meters.get("jvm.gc.pause")
                        .tag("action", "end of minor GC")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shouldLeaveTagsAloneThatNobodyChooses() {
        meters.config().meterFilter(new MostLabels(0));
        meters.counter("align.dead.letters", "code", "IMAGE_EMPTY").increment();

        assertThat(meters.get("align.dead.letters")
                        .tag("code", "IMAGE_EMPTY")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
