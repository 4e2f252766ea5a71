package io.alignstreams.fetch;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** The header Retry-After: seconds, or a date (RFC 9110, 10.2.3). */
final class RetryAfter {
    private static final int MOST_DIGITS = 9;
    private static final long MS = 1_000;

    private RetryAfter() {}

    /** How long to wait, in milliseconds; 0 if the value is neither, or is over. */
    static long ms(String value, Clock clock) {
        String text = value.strip();
        if (text.matches("\\d{1," + MOST_DIGITS + "}")) {
            return Long.parseLong(text) * MS;
        }
        try {
            ZonedDateTime then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Math.max(
                    0, Duration.between(clock.instant(), then.toInstant()).toMillis());
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
