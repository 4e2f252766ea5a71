package io.alignstreams.bench;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.StreamsProperties;
import io.alignstreams.topology.Digests;
import java.nio.ByteBuffer;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Kafka Streams alone: for each image one value of so many bytes, exactly once, by as many threads. */
final class PassThrough {
    private final BenchStream stream;
    private final int outputBytes;
    private final Likeness likeness;

    /** What it has of this application. */
    enum Likeness {
        NOTHING(""),
        /** It takes the SHA-256 of what comes, as every event here names that of its image. */
        DIGEST(", which takes digests, too"),
        /** Its sizes of fetches, buffers and batches, not Kafka Streams' own. */
        SIZES(", which has our fetch and batch sizes");

        private final String title;

        Likeness(String title) {
            this.title = title;
        }

        /** In a case's name. */
        String title() {
            return title;
        }
    }

    PassThrough(BenchStream stream, int outputBytes, Likeness likeness) {
        this.stream = stream;
        this.outputBytes = outputBytes;
        this.likeness = likeness;
    }

    /** How many images a second it passes on, of all that there are. */
    double rate() throws ExecutionException, InterruptedException {
        String applicationId = stream.nextApplication();
        AtomicLong handled = new AtomicLong();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        KafkaStreams streams = new KafkaStreams(topology(handled), properties(applicationId));
        streams.setUncaughtExceptionHandler(fault -> {
            stopped.completeExceptionally(fault);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        try {
            streams.start();
            return stream.rate(applicationId, handled::get, stopped);
        } finally {
            streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    private Properties properties(String applicationId) {
        AlignStreamsConfig config = stream.config(applicationId, OverheadBench.SETTINGS);
        if (likeness == Likeness.SIZES) {
            return new StreamsProperties(config).scoring(stream.partitions());
        }
        Properties properties = new Properties();
        properties.putAll(config.kafkaProperties());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return properties;
    }

    private Topology topology(AtomicLong handled) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(stream.topics().imageEvents(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(image -> {
                    handled.incrementAndGet();
                    byte[] output = new byte[outputBytes];
                    if (likeness == Likeness.DIGEST) {
                        ByteBuffer.wrap(output).put(Digests.sha256(image));
                    }
                    return output;
                })
                .to(stream.topics().imageEmbeddings(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }
}
