package io.alignstreams.harness;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Kafka's own clients, whose producers pass the halt points of a transaction. */
public final class HaltingClients extends DefaultKafkaClientSupplier {
    private static final int LONGEST_MICROS = 3_000;

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        boolean scores = !String.valueOf(settings.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG))
                .contains("-labels-");
        return scores ? new HaltingProducer(settings) : super.getProducer(settings);
    }

    private static final class HaltingProducer extends KafkaProducer<byte[], byte[]> {
        private volatile boolean isCommitting;

        HaltingProducer(Map<String, Object> settings) {
            super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            Future<RecordMetadata> sent = super.send(record, callback);
            if (record.topic().endsWith("image-classifications")) {
                HaltPoint.AFTER_FIRST_FORWARD.reached();
            }
            return sent;
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            HaltPoint.BEFORE_COMMIT.reached();
            super.sendOffsetsToTransaction(offsets, group);
        }

        @Override
        public void commitTransaction() {
            if (HaltPoint.DURING_COMMIT.isDue()) {
                isCommitting = true;
                new Thread(this::haltUnlessCommitted).start();
            }
            super.commitTransaction();
            isCommitting = false;
        }

        private void haltUnlessCommitted() {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(LONGEST_MICROS) * 1_000L);
            if (isCommitting) {
                HaltPoint.DURING_COMMIT.halt();
            }
        }
    }
}
