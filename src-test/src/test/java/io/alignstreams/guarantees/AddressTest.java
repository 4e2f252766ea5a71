package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.PictureServer;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Replays;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 19: images have addresses, and every way in which one can be bad is among them. */
@Scenario
@EnabledOnOs(OS.LINUX)
class AddressTest {
    private static final int GOOD = Scale.of(300, 4_000);
    private static final int BAD_OF_EACH = Scale.of(3, 40);
    private static final int UNAVAILABLE = Scale.of(5, 50);
    private static final int WAITING = 40;

    /** Longer than a stop may take: it does not wait for deadlines. */
    private static final Map<String, String> PATIENT =
            Map.of("align.image.uri.deadline.ms", "60000", "align.embed.deadline.ms", "120000");

    /** Closing that is cut off takes 25 s. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    private static final String LABEL_SET = "things";
    private static final String[] SCORED = {Outcomes.embedded(), Outcomes.classified(LABEL_SET, 0)};

    private final Random dice = Scale.dice("addresses");
    private final Ledger ledger = new Ledger();
    private final byte[] picture = Pictures.jpeg(dice);

    /** Of the image that belongs to an id; no two are the same. */
    private final Map<String, String> digests = new TreeMap<>();

    @TempDir
    Path directory;

    private Path root;

    /** What is sent, and what has to become of it. */
    private record Event(String id, ImageEvent event, String... outcomes) {}

    @BeforeEach
    void makeFiles() throws Exception {
        root = Files.createDirectories(directory.resolve("root"));
        Files.write(root.resolve("large.jpg"), new byte[100_001]);
        Files.createSymbolicLink(root.resolve("link.jpg"), Files.write(directory.resolve("outside.jpg"), picture));
    }

    @Test
    void shouldScoreWhatCanBeFetchedAndRefuseEverythingElseOnce() throws Exception {
        try (PictureServer server = PictureServer.start(picture);
                PictureServer sink = PictureServer.start(picture);
                Stream stream = new Stream("addresses", settings(server, sink));
                AlignTowers towers =
                        AlignTowers.load(LocalServers.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT)) {
            Feed.publishLabelSet(stream);
            try (ScoringApplication application = stream.start(towers, towers)) {
                long start = System.nanoTime();
                for (Event event : events(server, sink)) {
                    send(stream, event);
                }
                stream.awaitSettled();
                System.out.println("addresses: took " + (System.nanoTime() - start) / 1_000_000 + " ms");
                assertSettled(stream);

                server.heal();
                assertThat(Replays.run(stream, "--code", "IMAGE_FETCH_FAILED").status())
                        .isZero();
                stream.awaitSettled();
                for (ConsumerRecord<byte[], byte[]> again : Replays.read(stream).replayed()) {
                    boolean isHealed = Stream.key(again).startsWith("unavailable");
                    ledger.promise(
                            Stream.key(again) + " again",
                            again,
                            isHealed ? SCORED : new String[] {Outcomes.refused("IMAGE_FETCH_FAILED")});
                }
                Account account = assertSettled(stream);
                System.out.println("addresses: " + AddressPoison.values().length + " kinds of bad ones, " + account);
                assertThat(application.stopped()).isNotDone();
            }
            assertThat(sink.connections()).isZero();
            assertThat(digests(stream)).isEqualTo(digests);
            assertThat(new HashSet<>(digests.values())).hasSize(GOOD + UNAVAILABLE);
        }
    }

    @Test
    void shouldStopThoughServersDoNotAnswer() throws Exception {
        try (PictureServer server = PictureServer.start(picture);
                PictureServer sink = PictureServer.start(picture);
                Stream stream = new Stream("waiting", settings(server, sink)).with(PATIENT);
                AlignTowers towers =
                        AlignTowers.load(LocalServers.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT)) {
            Feed.publishLabelSet(stream);
            for (int i = 0; i < WAITING; i++) {
                String address = "http://localhost:" + server.port() + "/waiting/" + i;
                send(stream, new Event("waiting-" + i, event(new byte[0], address), SCORED));
            }
            long start;
            ScoringApplication stopping = stream.start(towers, towers);
            try {
                Awaitility.await("images are fetched").atMost(Stream.SOON).until(() -> server.connections() > 1);
            } finally {
                start = System.nanoTime();
                stopping.close();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("addresses: stopped within " + took.toMillis() + " ms");
            assertThat(took).isLessThan(LONGEST_STOP);
            server.heal();
            try (ScoringApplication application = stream.start(towers, towers)) {
                stream.awaitSettled();
                assertThat(application.stopped()).isNotDone();
            }
            assertSettled(stream);
        }
    }

    private Map<String, String> settings(PictureServer server, PictureServer sink) {
        String host = "http://localhost:" + server.port();
        return Map.of(
                "align.image.uri.hosts",
                host + ",http://127.0.0.1:" + sink.port(),
                "align.image.uri.private.hosts",
                host,
                "align.image.uri.file.roots",
                root.toString(),
                "align.image.uri.deadline.ms",
                "3000",
                "align.embed.deadline.ms",
                "20000",
                "align.image.uri.bytes.max",
                "100000");
    }

    private List<Event> events(PictureServer server, PictureServer sink) throws Exception {
        String host = "http://localhost:" + server.port();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            events.add(
                    switch (i % 5) {
                        case 0 -> good("bytes-" + i, event(own("bytes-" + i), ""), "bytes-" + i);
                        case 1 ->
                            good("both-" + i, event(own("both-" + i), "http://127.0.0.1:" + sink.port()), "both-" + i);
                        case 2 -> {
                            Path file = Files.write(root.resolve(i + ".jpg"), own("file-" + i));
                            yield good("file-" + i, event(new byte[0], "file:" + file), "file-" + i);
                        }
                        case 3 -> good("web-" + i, event(new byte[0], host + "/picture/" + i), "/picture/" + i);
                        default ->
                            good(
                                    "once-" + i,
                                    event(new byte[0], host + "/unavailable-once/" + i),
                                    "/unavailable-once/" + i);
                    });
        }
        for (int i = 0; i < UNAVAILABLE; i++) {
            String path = "/unavailable/" + i;
            digests.put("unavailable-" + i, digest(own(path)));
            events.add(new Event(
                    "unavailable-" + i, event(new byte[0], host + path), Outcomes.refused("IMAGE_FETCH_FAILED")));
        }
        for (AddressPoison poison : AddressPoison.values()) {
            String address = poison.address()
                    .replace("GOOD", "localhost:" + server.port())
                    .replace("SINK", "127.0.0.1:" + sink.port())
                    .replace("ROOT", root.toString());
            for (int i = 0; i < BAD_OF_EACH; i++) {
                events.add(new Event(poison + "-" + i, event(new byte[0], address), Outcomes.refused(poison.code())));
            }
        }
        Collections.shuffle(events, dice);
        return events;
    }

    private byte[] own(String comment) {
        return Pictures.commented(picture, comment);
    }

    private Event good(String id, ImageEvent event, String comment) throws Exception {
        digests.put(id, digest(own(comment)));
        return new Event(id, event, SCORED);
    }

    private static ImageEvent event(byte[] image, String address) {
        return new ImageEvent(ByteBuffer.wrap(image), List.of(LABEL_SET), "", Map.of(), address);
    }

    private void send(Stream stream, Event event) {
        String topic = stream.config.topics().imageEvents();
        byte[] value = stream.bytes(topic, event.event());
        ledger.promise(
                event.id(), stream.offer(topic, event.id(), value, System.currentTimeMillis()), event.outcomes());
    }

    private Account assertSettled(Stream stream) throws InterruptedException {
        Account account = ledger.settle(Outcomes.read(stream));
        assertThat(account.faults()).isEmpty();
        assertThat(account.acknowledgedEvents()).isEqualTo(ledger.size());
        return account;
    }

    private static Map<String, String> digests(Stream stream) {
        Map<String, String> digests = new TreeMap<>();
        stream.read(
                stream.config.topics().imageEmbeddings(),
                record -> digests.put(
                        Stream.key(record),
                        stream.value(record, EmbeddingEvent.class).getLineage().getImageDigest()));
        return digests;
    }

    private static String digest(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
