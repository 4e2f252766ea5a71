package io.alignstreams.fetch;

import static io.alignstreams.fetch.HostileServer.endless;
import static io.alignstreams.fetch.HostileServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server does costs no more than the deadline, and bytes no more than the limit and 64 KB. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileServerTest {
    private static final int MAX_BYTES = 100_000;
    private static final int SLACK_BYTES = 65_536;
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String KILOBYTE = "x".repeat(1_024);

    private final Fetchers fetchers = new Fetchers();
    private final Map<String, HostileServer.Answer> answers = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    private HostileServer server;
    private HostileServer sink;

    @BeforeEach
    void start() throws IOException {
        sink = HostileServer.start(Map.of());
        answers.put("/good", text(OK + "Content-Length: 4\r\nSet-Cookie: a=b\r\n\r\ngood"));
        answers.put("/good?a=%20b&c", text(OK + "Content-Length: 4\r\n\r\ngood"));
        answers.put("//good", text(OK + "Content-Length: 4\r\n\r\ngood"));
        answers.put("/", text(OK + "Content-Length: 4\r\n\r\ngood"));
        answers.put("/chunked", text(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\ngo\r\n2\r\nod\r\n0\r\n\r\n"));
        answers.put("/until-closed", text(OK + "\r\ngood"));
        answers.put("/empty", text(OK + "Content-Length: 0\r\n\r\n"));
        answers.put("/largest", text(OK + "Content-Length: " + MAX_BYTES + "\r\n\r\n" + "x".repeat(MAX_BYTES)));
        answers.put("/silent", (connection, out) -> connection.getInputStream().read());
        answers.put("/slow-head", endless(OK + "X: ", "y", 20));
        answers.put("/slow-body", endless(OK + "Content-Length: 90000\r\n\r\n", "x", 20));
        answers.put("/slow-chunks", endless(OK + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", 20));
        answers.put("/endless-continue", endless("", "HTTP/1.1 100 Continue\r\n\r\n", 0));
        answers.put("/endless-body", endless(OK + "\r\n", KILOBYTE, 0));
        answers.put(
                "/endless-chunks",
                endless(OK + "Transfer-Encoding: chunked\r\n\r\n", "400\r\n" + KILOBYTE + "\r\n", 0));
        answers.put(
                "/wrapped",
                endless(OK + "Transfer-Encoding: chunked\r\n\r\n", "1;x=" + "y".repeat(1_000) + "\r\nz\r\n", 0));
        answers.put("/slow-continue", endless("", "HTTP/1.1 100 Continue\r\n\r\n", 20));
        answers.put(
                "/endless-trailer", endless(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", "A: b\r\n", 0));
        answers.put("/announced", endless(OK + "Content-Length: " + (MAX_BYTES + 1) + "\r\n\r\n", KILOBYTE, 0));
        answers.put("/announced-huge", endless(OK + "Content-Length: 9223372036854775807\r\n\r\n", KILOBYTE, 0));
        answers.put("/endless-headers", endless(OK, "X-Header: value\r\n", 0));
        answers.put("/endless-line", endless(OK + "X-Header: ", KILOBYTE, 0));
        answers.put("/cut", text(OK + "Content-Length: 1000\r\n\r\nhalf"));
        answers.put("/cut-chunks", text(OK + "Transfer-Encoding: chunked\r\n\r\n400\r\nhalf"));
        answers.put("/longer", text(OK + "Content-Length: 4\r\n\r\ngood and much more"));
        answers.put("/bomb", (connection, out) -> out.write(bomb()));
        answers.put("/encoded", text(OK + "Content-Encoding: br\r\nContent-Length: 4\r\n\r\ngood"));
        answers.put("/identity", text(OK + "Content-Encoding: identity\r\nContent-Length: 4\r\n\r\ngood"));
        answers.put("/garbage", text("this is no HTTP\r\n\r\n"));
        answers.put("/negative", text(OK + "Content-Length: -5\r\n\r\ngood"));
        answers.put("/not-a-number", text(OK + "Content-Length: four\r\n\r\ngood"));
        answers.put("/reset", (connection, out) -> connection.setSoLinger(true, 0));
        answers.put("/closed", text(""));
        answers.put("/redirect", text(status(302, "Location: " + sink.url("/?token=SECRET") + "\r\n")));
        answers.put("/unavailable-once", (connection, out) -> text(asked.incrementAndGet() == 1
                        ? status(503, "Retry-After: 0\r\n")
                        : OK + "\r\ngood")
                .to(connection, out));
        answers.put("/reset-once", (connection, out) -> {
            if (asked.incrementAndGet() == 1) {
                connection.setSoLinger(true, 0);
            } else {
                text(OK + "\r\ngood").to(connection, out);
            }
        });
        answers.put("/later", text(status(429, "Retry-After: 3600\r\n")));
        for (int status : new int[] {204, 206, 400, 401, 403, 404, 407, 408, 410, 429, 500, 501, 502, 503, 504}) {
            answers.put("/" + status, text(status(status, "WWW-Authenticate: Basic realm=x\r\n")));
        }
        server = HostileServer.start(answers);
    }

    private static String status(int status, String headers) {
        return "HTTP/1.1 " + status + " x\r\n" + headers + "Content-Length: 0\r\n\r\n";
    }

    /** 100 MB of zeros in 100 KB. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            for (int i = 0; i < 100; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes((OK + "Content-Encoding: gzip\r\nContent-Length: " + zipped.size() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        zipped.writeTo(answer);
        return answer.toByteArray();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        sink.close();
    }

    private Map<String, String> settings() {
        String host = "http://localhost:" + server.port();
        return Map.of("align.image.uri.hosts", host, "align.image.uri.private.hosts", host);
    }

    private byte[] fetch(String path) throws Exception {
        try (ImageFetcher fetcher = fetchers.of(settings())) {
            return fetcher.fetch(server.url(path)).run();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/good",
                "/good?a=%20b&c",
                "//good",
                "",
                "/chunked",
                "/until-closed",
                "/longer",
                "/identity",
                "/unavailable-once",
                "/reset-once"
            })
    void shouldFetchWhatThereIs(String path) throws Exception {
        assertThat(fetch(path)).asString(StandardCharsets.US_ASCII).isEqualTo("good");
    }

    @Test
    void shouldFetchTheLargestAndTheSmallest() throws Exception {
        assertThat(fetch("/largest")).hasSize(MAX_BYTES);
        assertThat(fetch("/empty")).isEmpty();
    }

    @Test
    void shouldSendNothingButTheRequest() throws Exception {
        try (ImageFetcher fetcher = fetchers.of(settings())) {
            fetcher.fetch(server.url("/good")).run();
            fetcher.fetch(server.url("/good")).run();
        }
        assertThat(server.requests).hasSize(2).allSatisfy(lines -> assertThat(lines)
                .containsExactlyInAnyOrder(
                        "GET /good HTTP/1.1",
                        "Accept-Encoding: identity",
                        "Accept: image/*",
                        "Host: localhost:" + server.port(),
                        "Connection: close",
                        "User-Agent: align-streams"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/silent", "/slow-head", "/slow-body", "/slow-chunks", "/slow-continue"})
    void shouldEndWhenTheDeadlineIsOver(String path) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("align.image.uri.deadline.ms", "400");
        try (ImageFetcher fetcher = fetchers.of(settings)) {
            assertRefused(
                    () -> fetcher.fetch(server.url(path)).run(),
                    FetchFault.IMAGE_FETCH_FAILED,
                    server.url(path) + ": expected the image within 400 ms (align.image.uri.deadline.ms), found that it"
                            + " takes longer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/endless-body", "/endless-chunks"})
    void shouldReadNoMoreThanTheLimitOfWhatHasNoEnd(String path) {
        assertRefused(
                path,
                FetchFault.IMAGE_TOO_LARGE,
                "expected at most 100000 bytes (align.image.uri.bytes.max), found more");
        System.out.println(path + ": limit " + MAX_BYTES + ", read " + fetchers.bytesRead);
        assertThat(fetchers.bytesRead.get()).isBetween((long) MAX_BYTES, (long) MAX_BYTES + SLACK_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/wrapped", "/endless-continue"})
    void shouldNotReadOnWhereASmallImageIsMuchToRead(String path) {
        assertRefused(
                path,
                FetchFault.IMAGE_TOO_LARGE,
                "expected an image, found an answer of more than 265536 bytes with all that is around the image;"
                        + " align.image.uri.bytes.max limits images");
        assertThat(fetchers.bytesRead).hasValue(2 * MAX_BYTES + SLACK_BYTES);
        assertThat(server.requestsOf(path)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"/announced, 100001", "/announced-huge, 9223372036854775807"})
    void shouldReadNothingOfWhatAnnouncesTooMuch(String path, String announced) {
        assertRefused(path, FetchFault.IMAGE_TOO_LARGE, "found " + announced + ", of which none were read");
        System.out.println(path + ": read " + fetchers.bytesRead);
        assertThat(fetchers.bytesRead.get()).isLessThan(SLACK_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/endless-headers", "/endless-line", "/endless-trailer"})
    void shouldReadNoHeadersWithoutEnd(String path) {
        assertRefused(path, FetchFault.IMAGE_FETCH_FAILED, "expected an answer in HTTP, found: ");
        System.out.println(path + ": read " + fetchers.bytesRead);
        assertThat(fetchers.bytesRead.get()).isLessThan(SLACK_BYTES);
        assertThat(server.requestsOf(path)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"/bomb, gzip", "/encoded, br"})
    void shouldNotDecompress(String path, String encoding) {
        assertRefused(path, FetchFault.IMAGE_FETCH_FAILED, "found Content-Encoding " + encoding);
        System.out.println(path + ": read " + fetchers.bytesRead);
        assertThat(fetchers.bytesRead.get()).isLessThan(SLACK_BYTES);
        assertThat(server.requestsOf(path)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cut",
                "/cut-chunks",
                "/reset",
                "/closed",
                "/garbage",
                "/negative",
                "/not-a-number",
                "/408",
                "/429",
                "/500",
                "/501",
                "/502",
                "/503",
                "/504"
            })
    void shouldTryAgainWhatMayHeal(String path) {
        assertRefused(path, FetchFault.IMAGE_FETCH_FAILED, ", at the last of 4 tries");
        assertThat(server.requestsOf(path)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 206, 400, 401, 403, 404, 407, 410})
    void shouldNotTryAgainWhatCannotHeal(int status) {
        assertRefused("/" + status, FetchFault.IMAGE_FETCH_FAILED, ": expected status 200, found " + status);
        assertThat(server.requestsOf("/" + status)).isEqualTo(1);
    }

    @Test
    void shouldNotWaitLongerThanThereIsTime() {
        assertRefused(
                "/later",
                FetchFault.IMAGE_FETCH_FAILED,
                "expected the image, found status 429, at the last of 1 tries");
    }

    @Test
    void shouldFollowNoRedirectAndSayWhereItLeads() {
        assertRefused(
                "/redirect",
                FetchFault.IMAGE_FETCH_FAILED,
                server.url("/redirect") + ": expected status 200, found 302, a redirect to " + sink.url("/")
                        + "; redirects are not followed, send the address that it leads to");
        assertThat(sink.connections).hasValue(0);
    }

    @Test
    void shouldTryAgainWhereNobodyListens() throws Exception {
        server.close();
        assertRefused("/good", FetchFault.IMAGE_FETCH_FAILED, "Connection refused");
    }

    @Test
    void shouldNotTakeOneAnswerForAnother() throws Exception {
        answers.put("/two", (connection, out) -> {
            text(OK + "Content-Length: 4\r\n\r\ngood" + OK + "Content-Length: 4\r\n\r\nevil")
                    .to(connection, out);
            connection.getInputStream().read();
        });
        try (ImageFetcher fetcher = fetchers.of(settings())) {
            assertThat(fetcher.fetch(server.url("/two")).run())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("good");
            assertThat(fetcher.fetch(server.url("/good")).run())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("good");
        }
    }

    private void assertRefused(String path, FetchFault fault, String message) {
        assertRefused(() -> fetch(path), fault, message);
    }

    private static void assertRefused(ThrowingCallable fetch, FetchFault fault, String message) {
        assertThatThrownBy(fetch)
                .isInstanceOfSatisfying(FetchRefusedException.class, refused -> assertThat(refused.fault())
                        .isEqualTo(fault))
                .hasMessageContaining(message)
                .hasMessageNotContaining("SECRET");
    }
}
