package io.alignstreams.fetch;

import static io.alignstreams.fetch.HostileServer.endless;
import static io.alignstreams.fetch.HostileServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
    private static final String UPGRADE =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: TLS/1.2\r\n\r\n";
    private static final String KILOBYTE = "x".repeat(1_024);

    final Fetchers fetchers = new Fetchers();
    private final Map<String, HostileServer.Answer> answers = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

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
        answers.put("/bad-chunk", waiting(OK + "Transfer-Encoding: chunked\r\n\r\nnumber\r\n"));
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
        answers.put("/broken", waiting(OK + "Content-Length: -5\r\n\r\n"));
        answers.put("/broken-slow", endless(OK + "Content-Length: -5\r\n\r\n", "x", 20));
        answers.put("/upgrade", waiting(UPGRADE));
        answers.put("/upgrade-slow", endless(UPGRADE, "\u0016", 20));
        answers.put("/upgrade-good", text(UPGRADE + OK + "Content-Length: 4\r\n\r\ngood"));
        answers.put("/echo", text(OK + "Content-Length: a.jpg?signature=SECRET" + "x".repeat(3_000) + "\r\n\r\n"));
        answers.put("/echo-value", text(OK + "Content-Length: signature=SECRET\r\n\r\n"));
        answers.put("/echo-status", text("HTTP/1.1 signature=SECRET\r\n\r\n"));
        answers.put("/echo-chunk", text(OK + "Transfer-Encoding: chunked\r\n\r\nsignature=SECRET\r\n"));
        answers.put("/echo-encoding", text(OK + "Content-Encoding: signature=SECRET\r\n\r\n"));
        answers.put("/echo-login", text(status(302, "Location: /login;next=%2Fa.jpg%3FSECRET\r\n")));
        server = listen(answers);
    }

    /** Leaves the connection open, and does not even read that the other side ends it. */
    private static HostileServer.Answer waiting(String answer) {
        return (connection, out) -> {
            text(answer).to(connection, out);
            out.flush();
            while (!connection.isClosed()) {
                LockSupport.parkNanos(10_000_000);
            }
        };
    }

    /** Listens as the images' server does. */
    HostileServer listen(Map<String, HostileServer.Answer> paths) throws IOException {
        return HostileServer.start(paths);
    }

    ImageFetcher fetcher(Map<String, String> settings) {
        return fetchers.of(settings);
    }

    String scheme() {
        return "http";
    }

    private String url(String path) {
        return scheme() + "://localhost:" + server.port() + path;
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
        threads.shutdownNow();
    }

    private Map<String, String> settings() {
        String host = url("");
        return Map.of("align.image.uri.hosts", host, "align.image.uri.private.hosts", host);
    }

    private byte[] fetch(String path) throws Exception {
        try (ImageFetcher fetcher = fetcher(settings())) {
            return fetcher.fetch(url(path)).run();
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
                "/reset-once",
                "/upgrade-good"
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
        try (ImageFetcher fetcher = fetcher(settings())) {
            fetcher.fetch(url("/good")).run();
            fetcher.fetch(url("/good")).run();
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
    @ValueSource(
            strings = {
                "/silent",
                "/slow-head",
                "/slow-body",
                "/slow-chunks",
                "/slow-continue",
                "/upgrade",
                "/upgrade-slow"
            })
    void shouldEndWhenTheDeadlineIsOver(String path) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("align.image.uri.deadline.ms", "1500");
        try (ImageFetcher fetcher = fetcher(settings)) {
            assertRefused(
                    () -> fetcher.fetch(url(path)).run(),
                    FetchFault.IMAGE_FETCH_FAILED,
                    url(path) + ": expected the image within 1500 ms (align.image.uri.deadline.ms), found that it"
                            + " takes longer");
        }
        // And not by the time that a read may take.
        assertThat(fetchers.closers).anyMatch(thread -> thread.startsWith("align-fetch-clock-"));
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
                "/bad-chunk",
                "/reset",
                "/closed",
                "/garbage",
                "/negative",
                "/broken",
                "/broken-slow",
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
                url("/redirect") + ": expected status 200, found 302, a redirect to " + sink.url("/")
                        + "; redirects are not followed, send the address that it leads to");
        assertThat(sink.connections).hasValue(0);
    }

    @Test
    void shouldTryAgainWhereNobodyListens() throws Exception {
        server.close();
        assertRefused("/good", FetchFault.IMAGE_FETCH_FAILED, "Connection refused, at the last of 4 tries");
        assertThat(fetchers.connections).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/echo-value", "/echo-status", "/echo-chunk", "/echo-encoding", "/echo-login"})
    void shouldNotRepeatWhatAServerSaysOfTheRequest(String path) {
        assertThatThrownBy(() -> fetch(path))
                .isInstanceOf(FetchRefusedException.class)
                .hasMessageNotContaining("SECRET")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/silent", "/slow-body", "/upgrade", "/upgrade-slow"})
    void shouldLetOthersGoOnWhenOneIsBrokenOff(String path) throws Exception {
        try (ImageFetcher fetcher = fetcher(settings())) {
            List<CompletableFuture<byte[]>> running = new ArrayList<>();
            List<Fetch> fetches = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Fetch fetch = fetcher.fetch(url(path));
                fetches.add(fetch);
                running.add(CompletableFuture.supplyAsync(() -> run(fetch), threads));
            }
            await().until(() -> server.requestsOf(path) >= 4);
            assertThat(fetchers.closers).isEmpty();
            fetches.forEach(Fetch::giveUp);
            assertThat(fetchers.closers).contains(Thread.currentThread().getName());
            for (CompletableFuture<byte[]> one : running) {
                assertThatThrownBy(one::get).hasRootCauseInstanceOf(CancellationException.class);
            }
            assertThat(fetcher.fetch(url("/good")).run()).hasSize(4);
        }
    }

    private static byte[] run(Fetch fetch) {
        try {
            return fetch.run();
        } catch (FetchRefusedException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldNotTakeOneAnswerForAnother() throws Exception {
        answers.put("/two", (connection, out) -> {
            text(OK + "Content-Length: 4\r\n\r\ngood" + OK + "Content-Length: 4\r\n\r\nevil")
                    .to(connection, out);
            connection.getInputStream().read();
        });
        try (ImageFetcher fetcher = fetcher(settings())) {
            assertThat(fetcher.fetch(url("/two")).run())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("good");
            assertThat(fetcher.fetch(url("/good")).run())
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
