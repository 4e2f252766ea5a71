package io.alignstreams.replay;

import io.alignstreams.config.AlignStreamsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Sends in transactions. There is one replay at a time: one that begins takes back what another one has open, and ends it. */
final class Transactions implements Destination, AutoCloseable {
    private final String id;
    private final ConsumerGroupMetadata group;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * Begins, which ends whatever another replay has begun.
     *
     * @param group whose offsets are committed
     */
    Transactions(AlignStreamsConfig config, ConsumerGroupMetadata group) {
        this.id = config.replayId();
        this.group = group;
        this.producer = Clients.producer(config);
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw failed(e);
        }
    }

    @Override
    public void commit(List<ProducerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            producer.beginTransaction();
            records.forEach(producer::send);
            producer.sendOffsetsToTransaction(offsets, group);
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort(e);
            throw failed(e);
        }
    }

    /** Has the broker take back now what it would after a timeout; a producer that was fenced, or is in doubt, cannot. */
    private void abort(KafkaException fault) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            fault.addSuppressed(e);
        }
    }

    private ReplayException failed(KafkaException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return new ReplayException(
                        "expected to be the only replay of " + id
                                + ", found that another one was started; it goes on where this one was",
                        fault);
            }
        }
        return new ReplayException(
                "expected the brokers to take a transaction of " + id + ", found: " + fault
                        + (fault.getCause() == null ? "" : ": " + fault.getCause())
                        + "; run it again, it goes on where this one was",
                fault);
    }

    /** Waits for nothing: what is not committed by now is taken back, by the next replay or by the brokers. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
