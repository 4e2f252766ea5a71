package io.alignstreams.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time in the past as users type it: an instant, or how long ago it was. */
record Since(Instant instant) {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    static final class Converter implements ITypeConverter<Since> {
        @Override
        public Since convert(String text) {
            Matcher ago = AGO.matcher(text);
            if (ago.matches()) {
                Duration unit = UNITS.getOrDefault(ago.group(2), Duration.ZERO);
                return new Since(Instant.now().minus(unit.multipliedBy(Long.parseLong(ago.group(1)))));
            }
            try {
                return new Since(Instant.parse(text));
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "expected an instant such as 2026-06-01T12:00:00Z, or 90s, 30m, 2h or 7d, found '" + text
                                + "'");
            }
        }
    }
}
