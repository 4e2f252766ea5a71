package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.config.Topics;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.RawProducer;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Scenario 10: bad label sets, and bad records between the two applications, are there at the first start, come while
 * images are scored, and lie there when an instance that lost its state comes back.
 */
@Scenario
class PoisonLabelSetTest {
    private static final int WIPES = Scale.of(1, 10);
    private static final int EVENTS = Scale.of(500, 10_000);
    private static final int PER_SECOND = 100;
    private static final int MOST_LABELS = 50;
    private static final String LABEL_SET = "things";

    private final Random dice = Scale.dice("poison label sets");

    @Test
    void shouldLoseNoImageToABadLabelSet() throws Exception {
        Ledger images = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("poison-labels", settings(registry));
                RawProducer raw = RawProducer.connect(LocalServers.bootstrapServers())) {
            PoisonLabelSets poison = new PoisonLabelSets(stream, raw, LABEL_SET, MOST_LABELS + 1);
            try (Feed feed = Feed.start(stream, images, PER_SECOND, dice)) {
                send(poison);
                Instance instance = Instance.start(stream, Map.of());
                try {
                    for (int wipe = 1; wipe <= WIPES; wipe++) {
                        instance.awaitRunning();
                        send(poison);
                        instance.kill();
                        instance.close();
                        send(poison);
                        instance.wipe();
                        instance = Instance.start(stream, instance.state(), Map.of());
                    }
                    instance.awaitRunning();
                    send(poison);
                    feed.finish(EVENTS);
                    stream.awaitSettled();
                    stream.awaitProcessed(
                            stream.config.applicationId(),
                            stream.config.topics().labelSetEmbeddings());
                    stream.awaitSettled();
                    assertThat(instance.isAlive()).as(instance.err()).isTrue();
                } finally {
                    instance.close();
                }
            }
            settle(stream, images, poison);
        }
    }

    private static Map<String, String> settings(LocalRegistry registry) {
        Map<String, String> settings = Faults.settings(registry.url());
        settings.put("align.labels.max", String.valueOf(MOST_LABELS));
        return settings;
    }

    private static void send(PoisonLabelSets poison) throws Exception {
        poison.sendLabelSets();
        poison.sendEmbeddings();
    }

    private static void settle(Stream stream, Ledger images, PoisonLabelSets poison) throws Exception {
        Topics topics = stream.config.topics();
        Account ofImages = images.settle(Outcomes.read(stream));
        Account ofLabelSets = poison.ofLabelSets.settle(Outcomes.refusals(stream, topics.labelSets()));
        Account ofEmbeddings = poison.ofEmbeddings.settle(Outcomes.refusals(stream, topics.labelSetEmbeddings()));
        System.out.println("poison label sets: " + WIPES + " wiped state directories, " + ofImages
                + "; of bad label sets " + ofLabelSets + "; of bad records between the applications " + ofEmbeddings);
        assertThat(ofImages.faults()).isEmpty();
        assertThat(ofLabelSets.faults()).isEmpty();
        assertThat(ofEmbeddings.faults()).isEmpty();
    }
}
