package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No connection is made to what is not on the list; every name leads to a machine that listens, this one. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileAddressTest {
    /** A public one; connections that would leave the machine fail. */
    private static final String PUBLIC = "1.1.1.1";

    private final Fetchers fetchers = new Fetchers();
    private HostileServer sink;
    private ImageFetcher fetcher;

    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void start() throws IOException {
        sink = HostileServer.start(
                new ServerSocket(),
                "0.0.0.0",
                Map.of("/a.jpg", HostileServer.text("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood")));
        root = Files.createDirectories(directory.resolve("root"));
        String port = ":" + sink.port();
        fetcher = fetchers.of(Map.of(
                "align.image.uri.hosts",
                "http://in.test" + port + ",http://*.wild.test" + port + ",http://127.0.0.1" + port,
                "align.image.uri.private.hosts",
                "http://in.test" + port,
                "align.image.uri.file.roots",
                root.toString()));
        leadTo("127.0.0.1");
    }

    @AfterEach
    void close() throws IOException {
        fetcher.close();
        sink.close();
    }

    private void leadTo(String... addresses) {
        fetchers.names = host -> resolved(addresses);
    }

    private static InetAddress[] resolved(String... addresses) throws UnknownHostException {
        InetAddress[] resolved = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            resolved[i] = InetAddress.getByName(addresses[i]);
        }
        return resolved;
    }

    private String url(String host) {
        return "http://" + host + ":" + sink.port() + "/a.jpg";
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldConnectToNothingThatIsNotListed() throws Exception {
        Files.writeString(directory.resolve("outside.jpg"), "outside");
        Files.createDirectories(directory.resolve("rooted"));
        Files.writeString(directory.resolve("rooted/a.jpg"), "beside");
        Files.createSymbolicLink(root.resolve("out.jpg"), directory.resolve("outside.jpg"));
        Files.createSymbolicLink(root.resolve("up"), directory);
        assertThat(new ProcessBuilder("mkfifo", root + "/pipe").start().waitFor())
                .isZero();
        List<String> hostile = new ArrayList<>(HostileAddresses.of(sink.port()));
        hostile.addAll(HostileAddresses.files(root.toString()));
        assertThat(hostile).doesNotHaveDuplicates().hasSizeGreaterThan(300);

        for (String uri : hostile) {
            assertRefused(uri);
        }
        System.out.println(hostile.size() + " hostile addresses, " + fetchers.connections.size() + " connections");
        assertThat(fetchers.connections).isEmpty();
        assertThat(sink.connections).hasValue(0);

        assertThat(fetcher.fetch(url("in.test")).run()).hasSize(4);
        assertThat(sink.connections).hasValue(1);
    }

    @Test
    void shouldConnectToNothingThatANameShouldNotLeadTo() {
        int hostile = 0;
        for (String special : HostileAddresses.SPECIAL) {
            for (String[] addresses :
                    new String[][] {{special}, {PUBLIC, special}, {special, PUBLIC}, {PUBLIC, "8.8.8.8", special}}) {
                leadTo(addresses);
                assertRefused(url("n" + hostile + ".wild.test"));
                hostile++;
            }
        }
        System.out.println(
                hostile + " hostile answers of name servers, " + fetchers.connections.size() + " connections");
        assertThat(fetchers.connections).isEmpty();
        assertThat(sink.connections).hasValue(0);
    }

    @Test
    void shouldConnectOnlyToAddressesThatWereCheckedWhenANameLeadsElsewhereTheNextTime() {
        Deque<String> answers = new ArrayDeque<>(List.of(PUBLIC, "127.0.0.1"));
        fetchers.names = host -> resolved(answers.size() > 1 ? answers.removeFirst() : answers.getFirst());

        assertRefused(url("rebinding.wild.test"));
        assertThat(fetchers.connections).containsExactly(PUBLIC);
        assertThat(sink.connections).hasValue(0);
    }

    @Test
    void shouldConnectToAnIpv6AddressThatIsListed() throws Exception {
        fetchers.names = InetAddress::getAllByName;
        String host = "http://[::1]:" + sink.port();
        try (ImageFetcher listing =
                fetchers.of(Map.of("align.image.uri.hosts", host, "align.image.uri.private.hosts", host))) {
            assumeThat(NetworkInterface.getByInetAddress(resolved("::1")[0])).isNotNull();
            assertThat(listing.fetch(host + "/a.jpg").run()).hasSize(4);
        }
        assertThat(sink.requests.get(0)).contains("Host: [::1]:" + sink.port());
    }

    @Test
    void shouldTryOneAddressAfterTheOther() throws Exception {
        leadTo(PUBLIC, "127.0.0.1");

        assertThat(fetcher.fetch(url("in.test")).run()).hasSize(4);
        assertThat(fetchers.connections).containsExactly(PUBLIC, "127.0.0.1");
    }

    @Test
    void shouldRefuseMetadataEvenWhereAddressesMayBePrivate() {
        leadTo("169.254.169.254");

        assertRefused(url("in.test"));
        assertThat(fetchers.connections).isEmpty();
    }

    @Test
    void shouldNameWhatANameLedTo() {
        leadTo(PUBLIC, "10.0.0.1", "127.0.0.1");

        assertThatThrownBy(() -> fetcher.fetch(url("n.wild.test")).run())
                .hasMessage(
                        url("n.wild.test") + ": expected n.wild.test to have public addresses alone, found [10.0.0.1"
                                + " (private), 127.0.0.1 (loopback)]; if it may have private ones, add http://*.wild.test:"
                                + sink.port() + ", the entry as it stands in align.image.uri.hosts, to"
                                + " align.image.uri.private.hosts");
    }

    @Test
    void shouldGiveNoAdviceThatDoesNotHelp() {
        leadTo(PUBLIC, "10.0.0.1", "169.254.169.254");

        assertThatThrownBy(() -> fetcher.fetch(url("n.wild.test")).run())
                .hasMessageEndingWith(
                        "expected n.wild.test to have public addresses alone, found [10.0.0.1 (private), 169.254.169.254"
                                + " (link-local or cloud metadata)]");
        assertThatThrownBy(() -> fetcher.fetch(url("in.test")).run())
                .hasMessageEndingWith(
                        "expected in.test to have public or private addresses alone, found [169.254.169.254"
                                + " (link-local or cloud metadata)]");
    }

    @Test
    void shouldTryAgainNamesThatCannotBeResolved() {
        List<String> asked = new ArrayList<>();
        fetchers.names = host -> {
            asked.add(host);
            throw new UnknownHostException(host);
        };

        assertThatThrownBy(() -> fetcher.fetch(url("in.test")).run())
                .isInstanceOfSatisfying(FetchRefusedException.class, refused -> assertThat(refused.fault())
                        .isEqualTo(FetchFault.IMAGE_FETCH_FAILED))
                .hasMessageContaining("found that the name in.test cannot be resolved, at the last of 4 tries");
        assertThat(asked).hasSize(4);
    }

    @Test
    void shouldNotWaitForNameServersLongerThanThereIsTime() {
        CountDownLatch never = new CountDownLatch(1);
        fetchers.names = host -> {
            awaitUninterruptibly(never);
            return resolved("127.0.0.1");
        };
        String host = "http://in.test:" + sink.port();
        try (ImageFetcher hurried = fetchers.of(Map.of(
                "align.image.uri.hosts", host,
                "align.image.uri.private.hosts", host,
                "align.image.uri.deadline.ms", "200"))) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> hurried.fetch(url("in.test")).run())
                        .hasMessageContaining("expected the image within 200 ms");
            }
        } finally {
            never.countDown();
        }
        assertThat(sink.connections).hasValue(0);
    }

    @Test
    void shouldResolveOtherNamesThanThoseThatNobodyWaitsForAnyMore() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<String> asked = new CopyOnWriteArrayList<>();
        fetchers.names = host -> {
            asked.add(host);
            if (host.endsWith("wild.test")) {
                awaitUninterruptibly(never);
            }
            return resolved("127.0.0.1");
        };
        String port = ":" + sink.port();
        try (ImageFetcher hurried = fetchers.of(Map.of(
                "align.image.uri.hosts",
                "http://in.test" + port + ",http://*.wild.test" + port,
                "align.image.uri.private.hosts",
                "http://in.test" + port,
                "align.image.uri.deadline.ms",
                "500",
                "align.image.uri.concurrency",
                "1"))) {
            for (int i = 0; i < 8; i++) {
                Fetch fetch = hurried.fetch(url("n" + i + ".wild.test"));
                assertThatThrownBy(fetch::run).hasMessageContaining("expected the image within 500 ms");
            }
            never.countDown();
            assertThat(hurried.fetch(url("in.test")).run()).hasSize(4);
        } finally {
            never.countDown();
        }
        assertThat(asked)
                .containsExactlyInAnyOrder("n0.wild.test", "n1.wild.test", "n2.wild.test", "n3.wild.test", "in.test");
    }

    @Test
    void shouldNotMakeAFaultOfTheSystemOneOfTheImage() throws Exception {
        fetchers.names = host -> {
            throw new OutOfMemoryError("as a test wants it");
        };

        assertThatThrownBy(() -> fetcher.fetch(url("in.test")).run()).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void shouldEndWhenItIsGivenUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        fetchers.names = host -> {
            asked.countDown();
            awaitUninterruptibly(never);
            return resolved("127.0.0.1");
        };
        Fetch fetch = fetcher.fetch(url("in.test"));
        CompletableFuture<byte[]> running = CompletableFuture.supplyAsync(() -> {
            try {
                return fetch.run();
            } catch (FetchRefusedException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        asked.await();
        fetch.giveUp();

        assertThatThrownBy(running::get).hasCauseInstanceOf(CancellationException.class);
        Fetch early = fetcher.fetch(url("in.test"));
        early.giveUp();
        assertThatThrownBy(early::run).isInstanceOf(CancellationException.class);
        never.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertRefused(String uri) {
        assertThatThrownBy(() -> fetcher.fetch(uri).run())
                .as(uri)
                .isInstanceOfSatisfying(
                        FetchRefusedException.class,
                        refused -> assertThat(refused.fault()).as(uri).isEqualTo(FetchFault.IMAGE_URI_REFUSED))
                .hasMessageNotContaining("SECRET");
    }
}
