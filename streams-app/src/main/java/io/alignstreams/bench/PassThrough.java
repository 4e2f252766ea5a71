package io.alignstreams.bench;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.StreamsProperties;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Kafka Streams alone, with the application's own settings: for each image one value of so many bytes, exactly once. */
final class PassThrough {
    private final BenchStream stream;

    PassThrough(BenchStream stream) {
        this.stream = stream;
    }

    /** How many images a second it passes on, of all that there are. */
    double rate(int outputBytes) throws ExecutionException, InterruptedException {
        String applicationId = stream.newApplicationId();
        AlignStreamsConfig config = stream.config(applicationId, Map.of("align.batch.max", "32"));
        Properties properties = new StreamsProperties(config)
                .scoring(stream.cluster()
                        .partitions(stream.topics().imageEvents())
                        .size());
        AtomicLong handled = new AtomicLong();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        KafkaStreams streams = new KafkaStreams(topology(outputBytes, handled), properties);
        streams.setUncaughtExceptionHandler(fault -> {
            stopped.completeExceptionally(fault);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        try {
            streams.start();
            return new CommittedRate(
                            stream.cluster(), applicationId, stream.topics().imageEvents())
                    .measure(handled::get, stopped);
        } finally {
            streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    private Topology topology(int outputBytes, AtomicLong handled) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(stream.topics().imageEvents(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(image -> {
                    handled.incrementAndGet();
                    return new byte[outputBytes];
                })
                .to(stream.topics().imageEmbeddings(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }
}
