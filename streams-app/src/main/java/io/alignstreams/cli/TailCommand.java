package io.alignstreams.cli;

import io.alignstreams.application.TopicReading;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.Topics;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.EmbeddingEvent;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows one of the outputs. */
@Command(
        name = "tail",
        description = "Prints outcomes as they arrive, until it is stopped.",
        footer = {
            "",
            "Examples:",
            "  align-streams tail classifications --config app.properties",
            "  align-streams tail dead-letters --config app.properties --from-beginning --limit 10 --json"
        },
        mixinStandardHelpOptions = true)
final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "classifications|embeddings|dead-letters", description = "which outcomes")
    private Output output;

    @Mixin
    private ConfigFile configFile;

    @Option(names = "--from-beginning", description = "also those that are there already")
    private boolean fromBeginning;

    @Option(names = "--limit", paramLabel = "N", description = "end after N records")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "one JSON object a line; of a dead letter the value's size alone")
    private boolean asJson;

    enum Output {
        CLASSIFICATIONS,
        EMBEDDINGS,
        DEAD_LETTERS;

        String topic(Topics topics) {
            return switch (this) {
                case CLASSIFICATIONS -> topics.imageClassifications();
                case EMBEDDINGS -> topics.imageEmbeddings();
                case DEAD_LETTERS -> topics.deadLetters();
            };
        }
    }

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "expected a --limit of at least 1, found " + limit);
        }
        AlignStreamsConfig config = configFile.loadForEvents();
        String topic = output.topic(config.topics());
        Preflight.check(config, List.of(topic));
        try (ShutdownSignal signal = new ShutdownSignal();
                Serde<SpecificRecord> serde = config.openValueSerde();
                KafkaConsumer<String, byte[]> consumer = Clients.consumer(config)) {
            List<TopicPartition> partitions = TopicReading.partitions(consumer, topic);
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            long left = limit;
            boolean isRead = true;
            while (left > 0 && isRead && !signal.received().isDone()) {
                Iterator<ConsumerRecord<String, byte[]>> records =
                        consumer.poll(POLL).iterator();
                while (left > 0 && isRead && records.hasNext()) {
                    isRead = print(records.next(), serde);
                    left--;
                }
            }
            return signal.exitStatus(0);
        }
    }

    /** Gives false when nobody reads what is printed any more. */
    private boolean print(ConsumerRecord<String, byte[]> record, Serde<SpecificRecord> serde) {
        SpecificRecord value =
                output == Output.DEAD_LETTERS ? null : serde.deserializer().deserialize(record.topic(), record.value());
        PrintWriter out = spec.commandLine().getOut();
        out.println(asJson ? Json.record(record, value) : row(record, value));
        return !out.checkError();
    }

    private static String row(ConsumerRecord<String, byte[]> record, @Nullable SpecificRecord value) {
        String id = String.valueOf(record.key());
        if (value instanceof ClassificationEvent classification) {
            return Rows.classification(id, classification);
        }
        if (value instanceof EmbeddingEvent embedding) {
            String scored = embedding.getLabelSets().stream()
                    .map(set -> set.getVersion() == null ? set.getId() : set.getId() + "@" + set.getVersion())
                    .collect(Collectors.joining(" "));
            return Rows.embedding(id, embedding.getDimension(), scored);
        }
        return Rows.deadLetter(id, record);
    }
}
