package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.ComposeStack;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Stream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docker/compose.yaml, from nothing to scored topics, with Kafka's own timeouts. Skipped where there is no compose. */
@ExtendWith(LocalServers.class)
class ComposeTest {
    private static final Path IMAGES = Path.of("../config/images");
    private static final String SETTINGS = "/config/app.properties";
    private static final int EVENTS = 500;
    private static final int PER_SECOND = 50;

    private final Random dice = Scale.dice("compose");

    @Test
    void shouldLoseNothingWhenOneOfTwoInstancesIsKilled() throws Exception {
        Ledger ledger = new Ledger();
        try (ComposeStack stack = ComposeStack.start(2)) {
            try (Stream stream = stream(stack)) {
                for (ConsumerRecord<byte[], byte[]> picture :
                        stream.read(stream.config.topics().imageEvents())) {
                    ledger.promise(
                            Stream.key(picture),
                            picture,
                            Outcomes.embedded(),
                            Outcomes.classified("moderation", 0),
                            Outcomes.classified("tags", 1));
                }
                assertThat(ledger.size()).isEqualTo(pictures());
                try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                    Faults.awaitShared(stream, 2);
                    assertThat(stack.alignStreams("labels", "list", "--config", SETTINGS))
                            .contains("tags", "moderation", "things");
                    String victim = stack.instances().get(dice.nextInt(2));
                    stack.kill(victim);
                    Faults.awaitCommitted(stream, "the other instance has committed what was there");
                    feed.finish(EVENTS);
                    assertThat(stack.isRunning(victim)).isFalse();
                }
                stream.awaitSettled();
                Account account = ledger.settle(Outcomes.read(stream));
                System.out.println("compose: one of two instances killed, " + account);
                assertThat(account.faults()).isEmpty();
            }
            // What it left is there when it comes back, and schemas have their ids still.
            stack.down();
            stack.up();
            try (Stream stream = stream(stack)) {
                stream.awaitSettled();
                assertThat(stream.read(stream.config.topics().deadLetters())).isEmpty();
                assertThat(stream.read(stream.config.topics().imageEmbeddings()))
                        .hasSize(ledger.size() + pictures());
            }
        }
    }

    private static Stream stream(ComposeStack stack) throws Exception {
        return new Stream(
                "align-streams",
                Map.of(
                        "bootstrap.servers",
                        stack.bootstrapServers(),
                        "schema.registry.url",
                        stack.registryUrl(),
                        "align.topic.prefix",
                        "",
                        "align.topic.partitions",
                        "8"));
    }

    private static int pictures() throws Exception {
        try (java.util.stream.Stream<Path> files = Files.list(IMAGES)) {
            return (int) files.filter(file -> file.toString().matches(".*\\.(jpg|png)"))
                    .count();
        }
    }
}
