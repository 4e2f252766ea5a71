package io.alignstreams.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of a few constants, as users type it: in lower case, with hyphens. */
final class Choice<E extends Enum<E>> implements ITypeConverter<E> {
    private final E[] constants;

    Choice(Class<E> type) {
        this.constants = type.getEnumConstants();
    }

    @Override
    public E convert(String text) {
        for (E constant : constants) {
            if (spelt(constant).equalsIgnoreCase(text)) {
                return constant;
            }
        }
        String known = Stream.of(constants).map(Choice::spelt).collect(Collectors.joining(", "));
        throw new TypeConversionException("expected one of " + known + ", found '" + text + "'");
    }

    static String spelt(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
