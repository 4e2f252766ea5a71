package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7000",
        "999999999, 999999999000",
        "9999999999, 0",
        "-1, 0",
        "soon, 0",
        "'Mon, 1 Jun 2026 12:00:03 GMT', 3000",
        "'Mon, 1 Jun 2026 11:00:00 GMT', 0",
    })
    void shouldReadSecondsAndDates(String value, long ms) {
        assertThat(RetryAfter.ms(value, NOW)).isEqualTo(ms);
    }
}
