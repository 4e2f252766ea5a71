package io.alignstreams.cli;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.ImageEvent;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes image files as image events. */
@Command(
        name = "produce",
        description = {
            "Publishes files, and all files in folders, as image events. The id is the path, the time is now.",
            "Files are not looked into: what is no image becomes a dead letter."
        },
        footer = {"", "Example:", "  align-streams produce --config app.properties --label-set shapes photos/ cat.jpg"},
        mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {
    private static final int PROGRESS_EVERY = 100;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigFile configFile;

    @Option(
            names = "--label-set",
            paramLabel = "ID",
            description = "label sets to score the images with; if none is given, the application's default ones")
    private List<String> labelSets = List.of();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "files and folders")
    private List<Path> paths = List.of();

    @Override
    public Integer call() throws Exception {
        AlignStreamsConfig config = configFile.loadForEvents();
        List<Path> files = ImageFiles.in(paths);
        String topic = config.topics().imageEvents();
        Preflight.check(config, List.of(topic));
        PrintWriter err = spec.commandLine().getErr();
        AtomicInteger failed = new AtomicInteger();
        try (Serde<SpecificRecord> serde = config.openValueSerde();
                KafkaProducer<String, byte[]> producer = Clients.producer(config)) {
            int sent = 0;
            for (Path file : files) {
                ImageEvent event =
                        new ImageEvent(ByteBuffer.wrap(Files.readAllBytes(file)), labelSets, file.toString(), Map.of());
                byte[] value = serde.serializer().serialize(topic, event);
                producer.send(new ProducerRecord<>(topic, file.toString(), value), (metadata, fault) -> {
                    if (fault != null) {
                        failed.incrementAndGet();
                        err.println("align-streams: " + file + ": " + fault.getMessage() + "; "
                                + AlignKeys.IMAGE_EVENT_BYTES_MAX + " limits images");
                    }
                });
                sent++;
                if (sent % PROGRESS_EVERY == 0) {
                    err.println(sent + " of " + files.size());
                }
            }
            producer.flush();
        }
        int produced = files.size() - failed.get();
        spec.commandLine().getOut().printf("produced %d images to %s, %d failed%n", produced, topic, failed.get());
        return failed.get() == 0 && produced > 0 ? 0 : 1;
    }
}
