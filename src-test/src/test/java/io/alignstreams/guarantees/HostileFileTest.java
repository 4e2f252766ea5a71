package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.HostileImages;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.Mutations;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Scenario 18: images that are made to harm whoever decodes them, through the command line and through the stream. */
@Scenario
class HostileFileTest {
    private static final int MUTATED = Scale.of(300, 5_000);
    private static final int LARGEST_EVENT_BYTES = 4 << 20;

    /** What ends by its deadline on one processor is decoded on another; here all are. */
    private static final DecodingLimits LIMITS = new DecodingLimits(
            DecodingLimits.DEFAULT.maxPixels(), Duration.ofMinutes(1), DecodingLimits.Truncated.REFUSE);

    private final Random dice = Scale.dice("hostile images");

    @Test
    void shouldHaveALineForEachFileAndGoOn() throws Exception {
        Path folder = LocalServers.directory("hostile");
        List<String> arguments =
                new ArrayList<>(List.of("embed", "--model", LocalServers.model().toString(), "--json"));
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, Supplier<byte[]>> hostile : hostile().entrySet()) {
            files.add(Files.write(
                    folder.resolve(hostile.getKey()), hostile.getValue().get()));
        }
        files.add(Files.write(folder.resolve("good"), Pictures.jpeg(dice)));
        files.forEach(file -> Collections.addAll(arguments, "--image", file.toString()));

        Cli.Result result = Cli.run(arguments.toArray(String[]::new));

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSameSizeAs(files);
        int refused = 0;
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = new ObjectMapper().readTree(lines.get(i));
            assertThat(line.path("input").asText()).isEqualTo(files.get(i).toString());
            assertThat(line.has("embedding") != line.path("error").asText().matches("IMAGE_(UNDECODABLE|TOO_LARGE)"))
                    .as(lines.get(i))
                    .isTrue();
            assertThat(line.has("error"))
                    .isEqualTo(!line.path("message").asText().isEmpty());
            refused += line.has("error") ? 1 : 0;
        }
        System.out.println("hostile images: " + refused + " of " + lines.size() + " files refused");
        assertThat(lines.get(lines.size() - 1)).contains("embedding");
        assertThat(refused)
                .isGreaterThanOrEqualTo(
                        HostileImages.bombs().size() + HostileImages.lies().size());
    }

    @Test
    void shouldHaveOneOutcomeForEachEvent() throws Exception {
        Map<String, byte[]> images = new LinkedHashMap<>();
        hostile().forEach((name, image) -> {
            byte[] bytes = image.get();
            if (bytes.length <= LARGEST_EVENT_BYTES) {
                images.put(name, bytes);
            }
        });
        List<byte[]> pictures = List.of(Pictures.jpeg(dice), Pictures.jpeg(dice), Pictures.blackPng(40, 30));
        for (int i = 0; i < MUTATED; i++) {
            images.put("mutated " + i, Mutations.of(pictures, dice));
            images.put("good " + i, Pictures.jpeg(dice));
        }
        Map<String, String[]> outcomes = outcomes(images);
        List<String> names = new ArrayList<>(images.keySet());
        Collections.shuffle(names, dice);

        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("hostile", Map.of("schema.registry.url", registry.url()));
                AlignTowers towers = AlignTowers.load(LocalServers.model(), ExifOrientation.APPLY, LIMITS)) {
            Feed.publishLabelSet(stream);
            String topic = stream.config.topics().imageEvents();
            try (ScoringApplication application = stream.start(towers, towers)) {
                for (String name : names) {
                    byte[] event = stream.bytes(topic, Feed.image(images.get(name)));
                    ledger.promise(
                            name, stream.offer(topic, name, event, System.currentTimeMillis()), outcomes.get(name));
                }
                stream.awaitSettled();
                assertThat(application.stopped()).isNotDone();
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("hostile images: " + account);
            assertThat(account.faults()).isEmpty();
            assertThat(account.acknowledgedEvents()).isEqualTo(images.size());
        }
    }

    /** What the decoder alone makes of each. */
    private static Map<String, String[]> outcomes(Map<String, byte[]> images) {
        ImageDecoder decoder = new ImageDecoder(ExifOrientation.APPLY, LIMITS);
        Map<String, String[]> outcomes = new LinkedHashMap<>();
        images.forEach((name, image) -> {
            try {
                decoder.decode(image);
                outcomes.put(name, Feed.outcomes());
            } catch (ImageRefusedException e) {
                outcomes.put(name, new String[] {Outcomes.refused(e.fault().name())});
            }
        });
        return outcomes;
    }

    private static Map<String, Supplier<byte[]>> hostile() {
        Map<String, Supplier<byte[]>> hostile = new LinkedHashMap<>();
        HostileImages.bombs().forEach((name, bomb) -> hostile.put(name, () -> bomb));
        HostileImages.lies().forEach((name, lie) -> hostile.put(name, () -> lie));
        hostile.putAll(HostileImages.labours());
        return hostile;
    }
}
