package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShownUriTest {
    @ParameterizedTest
    @CsvSource({
        "https://a.example/b.jpg, https://a.example/b.jpg",
        "https://a.example/b.jpg?signature=SECRET, https://a.example/b.jpg",
        "https://a.example/b.jpg#SECRET, https://a.example/b.jpg",
        "https://SECRET:SECRET@a.example/b.jpg, https://…@a.example/b.jpg",
        "https:SECRET@a.example, https://…@a.example",
        "SECRET@a.example, …@a.example",
        "https://SECRET:pa?ss@host/, https://…",
        "https://SECRET:pa#ss@host, https://…",
        "SECRET:pa?ss@host, …",
        "https://a.example/b.jpg?to=x@y, https://a.example/b.jpg",
    })
    void shouldLeaveOutWhatMayBeCredentials(String text, String shown) {
        assertThat(ShownUri.of(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://SECRET@SECRET@a.example/",
                "https://u:SECRET@a.example/x@y",
                "https://u:SECRET\\@a.example/",
                "https://a.example?u:SECRET@b.example",
                "https://u:SECRET@a.example\r\nX: y",
                "u:SECRET@a.example?SECRET#SECRET"
            })
    void shouldShowNoCredentialsOfMalformedAddresses(String text) {
        assertThat(ShownUri.of(text)).doesNotContain("SECRET").matches("[\\x21-\\x7E…]*");
    }

    @Test
    void shouldShowVisibleCharactersAndNotTooMany() {
        assertThat(ShownUri.of("https://a\r\n\u200B.example/ä"))
                .isEqualTo("https://a\\u000D\\u000A\\u200B.example/\\u00E4");
        assertThat(ShownUri.of("x".repeat(1_000))).isEqualTo("x".repeat(200) + "…");
    }
}
