package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostRulesTest {
    @ParameterizedTest
    @CsvSource({
        "images.example.com, https://images.example.com/a.jpg",
        "images.example.com, HTTPS://Images.EXAMPLE.com:443/a.jpg?x=1",
        "IMAGES.example.com, https://images.example.com",
        "https://images.example.com, https://images.example.com/",
        "http://images.example.com, http://images.example.com/",
        "http://images.example.com:8080, http://images.example.com:8080/",
        "images.example.com:8443, https://images.example.com:8443/",
        "*.example.com, https://a.example.com/",
        "*.example.com, https://a.b.example.com/",
        "bücher.example, https://xn--bcher-kva.example/",
        "192.0.2.7, https://192.0.2.7/",
        "[2001:db8::1]:8443, 'https://[2001:DB8::1]:8443/'",
        "localhost, https://localhost/",
    })
    void shouldAllowWhatIsListed(String entry, String address) throws FetchRefusedException {
        assertThat(new HostRules(List.of(entry), List.of())
                        .require(ImageUri.parse(address))
                        .mayBePrivate())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "images.example.com, http://images.example.com/",
        "http://images.example.com, https://images.example.com/",
        "images.example.com, https://images.example.com:8443/",
        "images.example.com:8443, https://images.example.com/",
        "images.example.com, https://a.images.example.com/",
        "images.example.com, https://images.example.com.evil.test/",
        "images.example.com, https://evil-images.example.com/",
        "*.example.com, https://example.com/",
        "*.example.com, https://evilexample.com/",
        "*.example.com, https://a.example.com.evil.test/",
        "[::1], https://[0:0:0:0:0:0:0:1]/",
        "127.0.0.1, 'https://[::ffff:127.0.0.1]/'",
    })
    void shouldRefuseWhatIsNot(String entry, String address) {
        assertThatThrownBy(() -> new HostRules(List.of(entry), List.of()).require(ImageUri.parse(address)))
                .isInstanceOfSatisfying(FetchRefusedException.class, refused -> assertThat(refused.fault())
                        .isEqualTo(FetchFault.IMAGE_URI_REFUSED))
                .hasMessageContaining("expected a host of align.image.uri.hosts, found ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "https://",
                "ftp://a.example",
                "a.example/path",
                "a.example:0",
                "a.example:65536",
                "a.example:",
                "a.example:x",
                "a b",
                "a..b",
                "a.example.",
                "user@a.example",
                "2130706433",
                "0x7f.0.0.1",
                "127.1",
                "010.0.0.1",
                "*.0.0.1",
                "[fe80::1%eth0]",
                "[::1",
                "[1.2.3.4]",
                "[::1::2]",
                "[....]",
                "a.*.example",
                "*.*.example",
                "-a.example"
            })
    void shouldRefuseEntriesThatAreNone(String entry) {
        assertThatThrownBy(() -> new HostRules(List.of(entry), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected hosts as images.example.com, *.example.com or");
    }

    @Test
    void shouldAllowPrivateAddressesByName() throws FetchRefusedException {
        HostRules rules = new HostRules(List.of("*.example.com", "in.example.com"), List.of("in.example.com"));

        assertThat(rules.require(ImageUri.parse("https://in.example.com/")).mayBePrivate())
                .isTrue();
        assertThat(rules.require(ImageUri.parse("https://out.example.com/")).mayBePrivate())
                .isFalse();
    }

    @Test
    void shouldTakeTheLongestOfThoseThatAllowAnAddress() throws FetchRefusedException {
        List<String> hosts = List.of("*.example.com", "*.in.example.com", "a.in.example.com");
        for (List<String> order : List.of(hosts, List.of(hosts.get(2), hosts.get(1), hosts.get(0)))) {
            HostRules inner = new HostRules(order, List.of("*.in.example.com"));
            assertThat(mayBePrivate(inner, "b.in.example.com")).isTrue();
            assertThat(mayBePrivate(inner, "a.in.example.com")).isFalse();
            assertThat(mayBePrivate(inner, "out.example.com")).isFalse();
        }
    }

    private static boolean mayBePrivate(HostRules rules, String host) throws FetchRefusedException {
        return rules.require(ImageUri.parse("https://" + host + "/")).mayBePrivate();
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, A.example",
        "a.example, https://a.example:443",
        "*.a.example, *.A.example:443",
        "bücher.example, xn--bcher-kva.example"
    })
    void shouldRefuseAHostThatIsListedTwice(String entry, String again) {
        assertThatThrownBy(() -> new HostRules(List.of(entry, again), List.of(again)))
                .hasMessageContaining("expected each host once, found '")
                .hasMessageEndingWith("', which are the same");
    }

    @Test
    void shouldRefuseAPrivateHostThatIsNotListed() {
        assertThatThrownBy(() -> new HostRules(List.of("a.example"), List.of("b.example")))
                .hasMessage("expected align.image.uri.private.hosts to be entries of align.image.uri.hosts [a.example],"
                        + " found [b.example]");
    }
}
