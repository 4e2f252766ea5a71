package io.alignstreams.fetch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Addresses that lead, by one parser or another, to where images are not fetched from. The settings list in.test, which may be
 * private, all names below wild.test and 127.0.0.1, which may not, each at one port.
 */
final class HostileAddresses {
    /** No server of images has such an address; the first is the machine itself. */
    static final List<String> SPECIAL = List.of(
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "100.100.100.200",
            "168.63.129.16",
            "169.254.0.1",
            "169.254.169.254",
            "169.254.170.2",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "192.168.255.255",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "4000::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1");

    /** One host, the machine itself, in forms that are no IPv4 address in four decimal numbers. */
    private static final List<String> ODD_FORMS = List.of(
            "2130706433",
            "0x7f000001",
            "0x7F000001",
            "017700000001",
            "0x7f.0.0.1",
            "0x7f.0x0.0x0.0x1",
            "0177.0.0.1",
            "0177.0.0.01",
            "127.1",
            "127.0.1",
            "127.0.0.01",
            "127.000.000.001",
            "00127.0.0.1",
            "127.0.0.1.",
            "127..1",
            "127.0.0.256",
            "127.0.0.1.1",
            "0",
            "0x0",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::FFFF:7F00:1]",
            "[0:0:0:0:0:ffff:7f00:1]",
            "[::127.0.0.1]",
            "[::]",
            "[::1%lo]",
            "[::1%25lo]",
            "[fe80::1%25eth0]",
            "[v1.a]",
            "[127.0.0.1]",
            "[in.test]",
            "::1",
            "127。0。0。1",
            "127．0．0．1",
            "①②⑦.⓪.⓪.①",
            "１２７.0.0.1",
            "٣.0.0.1");

    private static final List<String> LOOKALIKES = List.of(
            "in.test.evil.test",
            "evil-in.test",
            "xin.test",
            "in.tes",
            "in.test.",
            "in.test..",
            ".in.test",
            "in..test",
            "in.test-evil.test",
            "sub.in.test",
            "wild.test",
            ".wild.test",
            "xwild.test",
            "*.wild.test",
            "-a.wild.test",
            "a-.wild.test",
            "a_b.wild.test",
            "a.wild.test.",
            "a.wild.test.evil.test",
            "localhost",
            "LOCALHOST",
            "localhost.localdomain",
            "ip6-localhost",
            "metadata.google.internal",
            "kubernetes.default.svc",
            "host.docker.internal",
            "evil.test",
            "in.test,evil.test",
            "in.test;evil.test",
            "in.test&evil.test",
            "in.test!evil.test",
            "in.test$evil.test",
            "in.test'evil.test",
            "(in.test)",
            "in。test",
            "in．test",
            "in｡test",
            "ın.test",
            "іn.test",
            "ｉn.test",
            "in.test\u200B",
            "in\u00AD.test",
            "\u202Ein.test",
            "in.test／evil.test",
            "in.test⁄evil.test",
            "xn--in-.test",
            "xn--wild-.test",
            "%69n.test",
            "in%2etest",
            "in%E3%80%82test",
            "in.test%00.evil.test",
            "in.test%2f.evil.test",
            "in.test%40evil.test",
            "evil.test%23.in.test",
            "in.test%0d%0a",
            "{in.test}",
            "<in.test>",
            "\"in.test\"",
            "`in.test`",
            "in.test|evil.test",
            "in^.test");

    private static final List<String> USERS = List.of(
            "user@",
            "user:SECRET@",
            "in.test@",
            "in.test:80@",
            "a@b@",
            ":@",
            "@",
            "%40@",
            "in.test%3a80%2f@",
            "a:b:c@",
            "in.test\\@",
            "in.test/@",
            "in.test?@",
            "in.test#@");

    private static final List<String> SCHEMES = List.of(
            "ftp://",
            "gopher://",
            "dict://",
            "ldap://",
            "ldaps://",
            "ws://",
            "wss://",
            "tftp://",
            "jar:http://",
            "netdoc://",
            "s3://",
            "gs://",
            "smb://",
            "ssh://",
            "sftp://",
            "telnet://",
            "httpx://",
            "http+unix://",
            "https+http://",
            "view-source:http://",
            "url:http://",
            "feed:http://",
            "data:image/png;base64,",
            "javascript:",
            "about:",
            "blob:http://",
            "mailto:",
            "urn:",
            "x:",
            "//",
            "///",
            "",
            "http:",
            "http:/",
            "http:///",
            "http:////",
            "http://///",
            "http:\\\\",
            "http:/\\",
            "http;//",
            "http//",
            "http: //",
            " http://",
            "\thttp://",
            "\nhttp://",
            "ht\ntp://",
            "http\u0000://",
            "hȁttp://",
            "ｈttp://",
            "http：//",
            "http://http://",
            "https:",
            "https:/");

    private static final List<String> PORTS = List.of(
            "",
            ":",
            ":0",
            ":00",
            ":1",
            ":22",
            ":25",
            ":80",
            ":443",
            ":6379",
            ":65535",
            ":65536",
            ":99999",
            ":99999999999",
            ":-1",
            ":+80",
            ":x",
            ": 80",
            ":80:80",
            ":８０",
            ":%38%30",
            ":80@",
            ":0x50",
            ":80.");

    private HostileAddresses() {}

    /** All of them for a machine that listens at a port; each once. */
    static List<String> of(int port) {
        Set<String> all = new LinkedHashSet<>();
        String at = ":" + port + "/a.jpg";
        for (String scheme : List.of("http://", "https://")) {
            ODD_FORMS.forEach(host -> all.add(scheme + host + at));
            LOOKALIKES.forEach(host -> all.add(scheme + host + at));
        }
        for (String user : USERS) {
            for (String host : List.of("in.test", "evil.test", "127.0.0.1")) {
                all.add("http://" + user + host + at);
            }
        }
        SCHEMES.forEach(scheme -> all.add(scheme + "in.test" + at));
        PORTS.forEach(other -> all.add("http://in.test" + other + "/a.jpg"));
        all.add("http://in.test:0" + port + "/a.jpg");
        for (String ip : SPECIAL) {
            all.add("http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + at);
        }
        all.addAll(characters(at));
        all.addAll(List.of(
                "http://evil.test#@in.test" + at,
                "http://evil.test?@in.test" + at,
                "http://evil.test/@in.test" + at,
                "http://in.test" + at + "#fragment",
                "http://in.test" + at + "#@evil.test",
                "http://in.test" + at + "#",
                "http://" + "a.".repeat(127) + "wild.test" + at,
                "http://" + "a".repeat(64) + ".wild.test" + at,
                "http://in.test" + at + "?" + "x".repeat(9_000),
                "",
                " ",
                "a.jpg",
                "/a.jpg",
                "\\\\in.test\\a.jpg",
                "C:\\a.jpg",
                "%",
                "http://%",
                "http://[",
                "http://]",
                "http://in.test" + at + "/%",
                "http://in.test" + at + "/%zz"));
        return new ArrayList<>(all);
    }

    private static List<String> characters(String at) {
        List<String> all = new ArrayList<>();
        for (String odd : List.of(
                "\r", "\n", "\r\n", "\t", " ", "\u0000", "\\", "\u0085", "\u00A0", "\u2028", "\u3000", "\uFEFF")) {
            all.add("http://in.test" + odd + at);
            all.add("http://in.test" + at + odd);
            all.add("http://in.test" + at + odd + "Host: evil.test");
        }
        return all;
    }

    /** Files of another machine, or outside of a root. */
    static List<String> files(String root) {
        return List.of(
                "file:///etc/passwd",
                "file:/etc/passwd",
                "FILE:///etc/passwd",
                "file://localhost/etc/passwd",
                "file://127.0.0.1/etc/passwd",
                "file://evil.test/share/a.jpg",
                "file:////evil.test/share/a.jpg",
                "file://" + root.substring(1),
                "file:///proc/self/environ",
                "file:///proc/self/fd/0",
                "file:///dev/zero",
                "file:///dev/stdin",
                "file:etc/passwd",
                "file:",
                "file://",
                "file:///",
                "file:" + root,
                "file:" + root + "/",
                "file:" + root + "/../outside.jpg",
                "file:" + root + "/%2e%2e/outside.jpg",
                "file:" + root + "/%2E%2E%2Foutside.jpg",
                "file:" + root + "/x/../../outside.jpg",
                "file:" + root + "ed/a.jpg",
                "file:" + root + "/out.jpg",
                "file:" + root + "/up/outside.jpg",
                "file:" + root + "/pipe",
                "file:" + root + "/a.jpg?x",
                "file:" + root + "/a.jpg#x",
                "file:" + root + "/a%00.jpg",
                "file:" + root + "\\..\\outside.jpg",
                "file:" + root + "/a\u0000.jpg");
    }
}
