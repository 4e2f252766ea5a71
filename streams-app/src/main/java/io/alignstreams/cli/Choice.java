package io.alignstreams.cli;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of a few constants, as users type it: in lower case, with hyphens, unless it is spelt otherwise. */
final class Choice<E extends Enum<E>> implements ITypeConverter<E> {
    private final E[] constants;
    private final Function<Enum<?>, String> spelling;

    Choice(Class<E> type) {
        this(type, Choice::spelt);
    }

    /** Takes constants that users type in another way. */
    Choice(Class<E> type, Function<Enum<?>, String> spelling) {
        this.constants = type.getEnumConstants();
        this.spelling = spelling;
    }

    @Override
    public E convert(String text) {
        for (E constant : constants) {
            if (spelling.apply(constant).equalsIgnoreCase(text)) {
                return constant;
            }
        }
        String known = Stream.of(constants).map(spelling).collect(Collectors.joining(", "));
        throw new TypeConversionException("expected one of " + known + ", found '" + text + "'");
    }

    static String spelt(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
