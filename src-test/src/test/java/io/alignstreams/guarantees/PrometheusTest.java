package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Programs;
import io.alignstreams.harness.Prometheus;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.StatusPages;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real Prometheus scrapes an instance under load, and is asked what docs/metrics.md says that it can be asked. */
@ExtendWith(LocalServers.class)
class PrometheusTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final Pattern QUESTION = Pattern.compile("(?m)^\\| ([a-z0-9][^|`]+) \\| `(.+)` \\|$");
    private static final int QUESTIONS = 11;
    private static final int PER_SECOND = 100;

    @BeforeAll
    static void requirePrometheus() {
        assumeTrue(Programs.has("prometheus"), "skipped: prometheus is not installed");
    }

    @Test
    void shouldAnswerTheQuestionsOfThePage() throws Exception {
        Ledger ledger = new Ledger();
        Map<String, String> questions = questions();
        assertThat(questions).hasSize(QUESTIONS);
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("prometheus", Map.of("schema.registry.url", registry.url()));
                Feed feed = Feed.start(stream, ledger, PER_SECOND, Scale.dice("prometheus"));
                Instance instance =
                        Instance.start(stream, Map.of("align.http.port", "0")).awaitRunning();
                Prometheus prometheus = Prometheus.start(StatusPages.of(instance))) {
            for (Map.Entry<String, String> question : questions.entrySet()) {
                poison(stream);
                List<Double> values = Awaitility.await(question.getKey())
                        .atMost(Stream.SOON)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> prometheus.query(question.getValue()), PrometheusTest::isAnswer);
                System.out.println("prometheus: " + question.getKey() + ": " + values);
            }
            Awaitility.await("the rate is that of the feed").atMost(Stream.SOON).untilAsserted(() -> assertThat(
                            prometheus.query("sum(rate(align_embeddings_total[30s]))"))
                    .singleElement()
                    .satisfies(rate -> assertThat(rate).isBetween(PER_SECOND * 0.5, PER_SECOND * 1.5)));
            feed.finish(0);
        }
    }

    private static boolean isAnswer(List<Double> values) {
        return !values.isEmpty() && values.stream().noneMatch(value -> value.isNaN());
    }

    private static void poison(Stream stream) throws Exception {
        stream.send(
                stream.config.topics().imageEvents(),
                "poison",
                "no Avro".getBytes(StandardCharsets.UTF_8),
                System.currentTimeMillis());
    }

    private static Map<String, String> questions() throws Exception {
        Map<String, String> questions = new LinkedHashMap<>();
        Matcher found = QUESTION.matcher(Files.readString(PAGE));
        while (found.find()) {
            questions.put(found.group(1), found.group(2).replace("=\"align-streams\"", "=\"prometheus\""));
        }
        return questions;
    }
}
