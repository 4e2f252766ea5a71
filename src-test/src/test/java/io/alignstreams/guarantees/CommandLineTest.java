package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands in processes of their own, from nothing to scored topics. */
@ExtendWith(LocalServers.class)
class CommandLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldRunTheDemoToItsLimit() throws Exception {
        Cli.Result demo = Cli.run("demo", "--limit", "12");

        assertThat(demo.err()).isEmpty();
        assertThat(demo.status()).isZero();
        assertThat(demo.lastLine()).matches("scored 12 images, 24 classifications, 0 dead letters in [0-9.]+ s");
        assertThat(demo.out())
                .contains(
                        "model align-demo, dimension 160",
                        "pictures: drawn from seed ",
                        "bootstrap.servers=127.0.0.1:",
                        "schema.registry.url=http://");
    }

    @Test
    void shouldMeasureTheModelOfTheDemo() throws Exception {
        Path out = LocalServers.directory("eval");

        Cli.Result eval = Cli.run(
                "eval",
                "--pictures",
                "1",
                "--labels",
                "../config/labels/moderation.yaml",
                "--scenes",
                "40",
                "--out",
                out.toString());

        assertThat(eval.err()).isEmpty();
        assertThat(eval.status()).isZero();
        assertThat(eval.out())
                .containsPattern("one of 100 things, by Noto: 100 pictures, top-1 [0-9.]+ %, top-5 [0-9.]+ %")
                .containsPattern(" taken for ")
                .containsPattern("  content +20 ");
        assertThat(out).isDirectoryContaining("glob:**.png");
    }

    @Test
    void shouldStopTheDemoOnCtrlCAndLeaveNothingBehind() throws Exception {
        assumeThat(Cli.ignoresInterrupts())
                .as("whoever started this build made its processes ignore Ctrl-C")
                .isFalse();
        Path temporary = LocalServers.directory("demo-temporary");
        Path home = LocalServers.directory("demo-home");
        List<String> options = List.of("-Djava.io.tmpdir=" + temporary, "-Duser.home=" + home);

        try (Cli demo = Cli.start(options, "demo")) {
            await().atMost(Stream.SOON).until(() -> demo.out().contains("tags: "));
            Cli.Result stopped = demo.interrupt();

            assertThat(stopped.status()).isEqualTo(130);
            assertThat(stopped.err()).isEmpty();
            assertThat(stopped.lastLine())
                    .matches("scored [0-9]+ images, [0-9]+ classifications, 0 dead letters in .*");
        }
        assertThat(temporary).isEmptyDirectory();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void shouldCountPicturesThatCannotBeScored() throws Exception {
        Path folder = LocalServers.directory("pictures");
        byte[] jpeg = Pictures.jpeg(new Random(5));
        Files.write(folder.resolve("good.jpg"), jpeg);
        Files.write(folder.resolve("truncated.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
        Files.write(folder.resolve("empty.png"), new byte[0]);
        Files.writeString(folder.resolve("text.gif"), "this is no picture");
        huge(folder);
        Files.writeString(folder.resolve(".hidden.jpg"), "not taken");
        Path link = Files.createSymbolicLink(LocalServers.directory("links").resolve("pictures"), folder);

        Cli.Result demo = Cli.run("demo", "--images", link.toString());
        assertThat(demo.status()).isZero();
        assertThat(demo.lastLine()).startsWith("scored 1 images, 2 classifications, 4 dead letters in ");
        assertThat(demo.out()).contains("IMAGE_UNDECODABLE", "IMAGE_EMPTY", "IMAGE_FORMAT", "IMAGE_TOO_LARGE");

        Cli.Result again = Cli.run("demo", "--images", folder.toString(), "--limit", "7");
        assertThat(again.lastLine()).startsWith("scored 2 images, 4 classifications, 5 dead letters in ");
    }

    /** Makes a file that is larger than the heap, and takes no room. */
    private static Path huge(Path folder) throws IOException {
        Path file = folder.resolve("huge.jpg");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(3L << 30);
        }
        return file;
    }

    @Test
    void shouldEndTheDemoWhenNobodyReadsItAnyMore() throws Exception {
        Cli.Result demo = Cli.head("demo");

        assertThat(demo.out()).startsWith("starting a Kafka broker");
        assertThat(demo.status()).isZero();
        assertThat(demo.err()).isEmpty();
    }

    @Test
    void shouldGoFromNothingToScoredTopics() throws Exception {
        try (LocalRegistry registry = LocalRegistry.start()) {
            String config = config(registry, "cli");
            Path picture = Files.write(
                    LocalServers.directory("produced").resolve("picture.jpg"), Pictures.jpeg(new Random(6)));
            Path labels = Path.of("src/test/resources/label-sets/shapes.yaml");

            assertTopicsAreMissing("[cli.image-events, cli.label-sets, ", "run", "--config", config);
            assertTopicsAreMissing("[cli.label-sets]", "labels", "list", "--config", config);
            assertTopicsAreMissing("[cli.dead-letters]", "tail", "dead-letters", "--config", config);
            assertTopicsAreMissing("[cli.image-events]", "produce", picture.toString(), "--config", config);

            assertThat(Cli.run("topics", "create", "--config", config, "--dry-run")
                            .out())
                    .contains(
                            "would create  cli.image-events",
                            "--transactional-id cli --resource-pattern-type prefixed",
                            "--operation Write --operation DescribeConfigs --topic cli.image-events",
                            "--transactional-id cli-dead-letters-replay");
            assertThat(Cli.run("topics", "create", "--config", config).out())
                    .contains("created       cli.dead-letters");
            assertThat(Cli.run("topics", "create", "--config", config).out())
                    .startsWith("exists        cli.image-events\n");
            assertThat(Cli.run("labels", "apply", labels.toString(), "--config", config)
                            .out())
                    .isEqualTo("applied label set shapes as version 0\n");
            assertThat(Cli.run("labels", "list", "--config", config).out()).contains("shapes");
            Path huge = huge(LocalServers.directory("produced"));
            Cli.Result produce = Cli.run(
                    "produce", "--config", config, "--label-set", "shapes", huge.toString(), picture.toString());
            assertThat(produce.out()).isEqualTo("produced 1 images to cli.image-events, 1 failed\n");
            assertThat(produce.err())
                    .isEqualTo("align-streams: " + huge + ": IMAGE_TOO_LARGE: expected a file of at most 8388608 bytes,"
                            + " found 3221225472; align.image.event.bytes.max limits images\n");
            assertThat(produce.status()).isEqualTo(1);

            try (Cli application = Cli.start("run", "--config", config)) {
                Cli.Result tail = Cli.run(
                        "tail", "classifications", "--config", config, "--from-beginning", "--limit", "1", "--json");
                JsonNode event = JSON.readTree(tail.out());
                assertThat(event.path("key").asText()).isEqualTo(picture.toString());
                assertThat(event.at("/value/label_set").asText()).isEqualTo("shapes");
                assertThat(event.at("/value/labels")).hasSize(5);
                await().atMost(Stream.SOON).until(() -> application.err().contains("running: cli scores"));
                assertThat(application.terminate().err()).endsWith("stopping\n");
            }
            assertLabelSetsAreShownAndDeleted(config);
        }
    }

    private static void assertTopicsAreMissing(String topics, String... command) throws Exception {
        Cli.Result result = Cli.run(command);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("align-streams: missing topics " + topics)
                .endsWith(": create them with align-streams topics create, or set align.topic.prefix");
    }

    private static void assertLabelSetsAreShownAndDeleted(String config) throws Exception {
        Path shown = LocalServers.directory("shown").resolve("shown.yaml");
        Files.writeString(
                shown, Cli.run("labels", "show", "shapes", "--config", config).out());
        assertThat(Cli.run("labels", "apply", shown.toString(), "--config", config)
                        .out())
                .isEqualTo("applied label set shapes as version 1\n");
        assertThat(Cli.run("labels", "delete", "shapes", "--config", config).out())
                .isEqualTo("deleted label set shapes as of version 2\n");
        Cli.Result missing = Cli.run("labels", "show", "shapes", "--config", config);
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).isEqualTo("align-streams: expected a label set 'shapes', found only []\n");
    }

    @Test
    void shouldTellInOneLineWhatStoppedTheApplication() throws Exception {
        try (LocalRegistry registry = LocalRegistry.start()) {
            String config = config(registry, "stopped", "align.embed.deadline.ms=1");
            Path slow =
                    Files.write(LocalServers.directory("slow").resolve("large.png"), Pictures.blackPng(4_000, 4_000));
            Cli.run("topics", "create", "--config", config);
            Cli.run("produce", "--config", config, slow.toString());

            Cli.Result run = Cli.run("run", "--config", config);

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .containsPattern("\nalign-streams: stopped, offsets unmoved: topic stopped.image-events, partition"
                            + " [01], offset 0: expected the image's embedding within 1 ms, found none; raise"
                            + " align.embed.deadline.ms or use a faster model\n$")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    private static String config(LocalRegistry registry, String name, String... settings) throws IOException {
        Path file = LocalServers.directory("config").resolve(name + ".properties");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "application.id=" + name,
                        "bootstrap.servers=" + LocalServers.bootstrapServers(),
                        "schema.registry.url=" + registry.url(),
                        "state.dir=" + LocalServers.directory(name + "-state"),
                        "align.topic.prefix=" + name + ".",
                        "align.topic.partitions=2",
                        "align.model=" + LocalServers.model(),
                        String.join("\n", settings)));
        return file.toString();
    }

    @Test
    void shouldScoreAndEmbedWithoutACluster() throws Exception {
        Path folder = LocalServers.directory("score");
        Path picture = Files.write(folder.resolve("picture.jpg"), Pictures.jpeg(new Random(7)));
        Path broken = Files.write(folder.resolve("broken.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF});
        String model = LocalServers.model().toString();

        Cli.Result score = Cli.run(
                "score",
                "--model",
                model,
                "--label",
                "a cat",
                "--label",
                "a dog",
                "--json",
                huge(folder).toString(),
                picture.toString(),
                broken.toString());
        assertThat(score.status()).isZero();
        List<String> scores = score.out().lines().toList();
        assertThat(JSON.readTree(scores.get(0)).path("error").asText()).isEqualTo("IMAGE_TOO_LARGE");
        JsonNode first = JSON.readTree(scores.get(1));
        double sum = first.at("/probabilities/0").asDouble()
                + first.at("/probabilities/1").asDouble();
        assertThat(sum).isEqualTo(1, within(1e-6));
        assertThat(first.path("logits")).hasSize(2);
        assertThat(JSON.readTree(score.lastLine()).path("error").asText()).isEqualTo("IMAGE_UNDECODABLE");

        Cli.Result embed = Cli.run(
                "embed",
                "--model",
                model,
                "--image",
                picture.toString(),
                "--text",
                "a cat",
                "--text",
                "a dog",
                "--json");
        List<String> lines = embed.out().lines().toList();
        JsonNode image = JSON.readTree(lines.get(0));
        assertThat(image.path("kind").asText()).isEqualTo("image");
        assertThat(image.path("dimension").asInt())
                .isEqualTo(image.path("embedding").size());
        double cat = dot(image, JSON.readTree(lines.get(1)));
        double dog = dot(image, JSON.readTree(lines.get(2)));
        assertThat(cat * first.at("/logits/1").asDouble())
                .isCloseTo(dog * first.at("/logits/0").asDouble(), within(1e-4));

        assertThat(Cli.run("embed", "--model", model, "--image", broken.toString(), "--json")
                        .status())
                .isEqualTo(1);
    }

    private static double dot(JsonNode one, JsonNode other) {
        double dot = 0;
        for (int i = 0; i < one.path("embedding").size(); i++) {
            dot += one.path("embedding").get(i).asDouble()
                    * other.path("embedding").get(i).asDouble();
        }
        return dot;
    }
}
