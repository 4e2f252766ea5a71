package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    /** First and last address of a range, and those beside it that are public, if they are. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0, private",
        "100.64.0.0, 100.127.255.255, 100.63.255.255, 100.128.0.0, shared",
        "127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0, loopback",
        "172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0, private",
        "192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0, private",
        "198.18.0.0, 198.19.255.255, 198.17.255.255, 198.20.0.0, benchmarking",
        "::1, ::1, , , loopback",
        "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , , private",
    })
    void shouldTakePrivateAddressesOnlyIfTheHostMayHaveSuch(
            String first, String last, String before, String after, String name) throws UnknownHostException {
        for (String address : new String[] {first, last}) {
            assertThat(objection(address, false)).as(address).isEqualTo(name);
            assertThat(objection(address, true)).as(address).isNull();
        }
        assertPublic(before);
        assertPublic(after);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.255.255.255, , 1.0.0.0, this network",
        "192.0.0.0, 192.0.0.255, 191.255.255.255, 192.0.1.0, protocol assignments",
        "192.0.2.0, 192.0.2.255, 192.0.1.255, 192.0.3.0, documentation",
        "192.88.99.0, 192.88.99.255, 192.88.98.255, 192.88.100.0, 6to4 relays",
        "198.51.100.0, 198.51.100.255, 198.51.99.255, 198.51.101.0, documentation",
        "203.0.113.0, 203.0.113.255, 203.0.112.255, 203.0.114.0, documentation",
        "224.0.0.0, 239.255.255.255, 223.255.255.255, , multicast",
        "240.0.0.0, 255.255.255.255, , , reserved",
        "169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0, link-local or cloud metadata",
        "169.254.169.254, 169.254.42.42, , , link-local or cloud metadata",
        "169.254.0.23, 169.254.170.2, , , link-local or cloud metadata",
        "100.100.100.200, 100.100.100.200, , , cloud metadata",
        "168.63.129.16, 168.63.129.16, 168.63.129.15, 168.63.129.17, cloud metadata",
        "fd00:ec2::254, fd00:ec2::254, , , cloud metadata",
        "fd00:ec2::23, fd00:ec2::23, , , cloud metadata",
        "fd20:ce::254, fd20:ce::254, , , cloud metadata",
        "fd00:42::42, fd00:c1::a9fe:a9fe, , , cloud metadata",
        "64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff, , , local NAT64",
        "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , , link-local or cloud metadata",
        "fe80::a9fe:a9fe, fe80::a9fe:a9fe, , , link-local or cloud metadata",
        "::, ::, , , not public",
        "::2, 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , 2000::, not public",
        "2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, 2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2001:200::, protocol assignments",
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db9::, documentation",
        "2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2003::, 6to4",
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 3fff:1000::, documentation",
        "4000::, fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , not public",
        "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , , not public",
        "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , , not public",
        "100::, 100::ffff:ffff:ffff:ffff, , , not public",
        "64:ff9b:0:0:1::, 64:ff9b::ffff:ffff:ffff:ffff, , , not public",
    })
    void shouldNeverTakeOthers(String first, String last, String before, String after, String name)
            throws UnknownHostException {
        for (String address : new String[] {first, last}) {
            assertThat(objection(address, false)).as(address).isEqualTo(name);
            assertThat(objection(address, true)).as(address).isEqualTo(name);
        }
        assertPublic(before);
        assertPublic(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000000000000000ffff", "0064ff9b0000000000000000"})
    void shouldJudgeTheIpv4AddressThatAnIpv6OneLeadsTo(String prefix) {
        assertThat(embedded(prefix, "01010101", false)).isNull();
        assertThat(embedded(prefix, "7f000001", false)).isEqualTo("loopback");
        assertThat(embedded(prefix, "7f000001", true)).isNull();
        assertThat(embedded(prefix, "0a000001", false)).isEqualTo("private");
        assertThat(embedded(prefix, "a9fea9fe", true)).isEqualTo("link-local or cloud metadata");
        assertThat(embedded(prefix, "e0000001", true)).isEqualTo("multicast");
    }

    @Test
    void shouldNotBelieveDeprecatedFormsThatHoldAPublicAddress() throws UnknownHostException {
        assertThat(objection("::1.1.1.1", true)).isEqualTo("not public");
        assertThat(objection("2002:101:101::", true)).isEqualTo("6to4");
        assertThat(objection("2001:0:101:101::", true)).isEqualTo("protocol assignments");
    }

    private static @Nullable String embedded(String prefix, String ipv4, boolean mayBePrivate) {
        return AddressPolicy.objection(HexFormat.of().parseHex(prefix + ipv4), mayBePrivate);
    }

    private static void assertPublic(@Nullable String address) throws UnknownHostException {
        if (address != null) {
            assertThat(objection(address, false)).as(address).isNull();
        }
    }

    private static @Nullable String objection(String address, boolean mayBePrivate) throws UnknownHostException {
        return AddressPolicy.objection(InetAddress.getByName(address), mayBePrivate);
    }
}
