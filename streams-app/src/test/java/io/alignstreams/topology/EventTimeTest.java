package io.alignstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EventTimeTest {
    private final EventTime eventTime = new EventTime();

    @Test
    void shouldTakeTheRecordsTimestamp() {
        assertThat(eventTime.extract(record(5), 99)).isEqualTo(5);
    }

    @Test
    void shouldGiveThePartitionsTimeAndMarkTheRecordIfItsTimestampIsNegative() {
        ConsumerRecord<Object, Object> record = record(-7);

        assertThat(eventTime.extract(record, 99)).isEqualTo(99);
        Refusal refusal = EventTime.check(record.headers(), 99, 99, 0);
        assertThat(refusal).isEqualTo(new Refusal(Code.BAD_TIMESTAMP, "expected a timestamp from 0, found -7"));
        assertThat(EventTime.restore(record.headers(), 99)).isEqualTo(-7);
        assertThat(record.headers()).isEmpty();
        assertThat(EventTime.restore(record.headers(), 99)).isEqualTo(99);
    }

    @Test
    void shouldGiveZeroBeforeThereIsAPartitionTime() {
        assertThat(eventTime.extract(record(-1), -1)).isZero();
    }

    @Test
    void shouldNotBelieveAMarkThatARecordCameWith() {
        ConsumerRecord<Object, Object> good = record(5);
        good.headers().add("align.bad.timestamp", new byte[] {'-', '1'}).add("align.bad.timestamp", null);

        assertThat(eventTime.extract(good, 99)).isEqualTo(5);
        assertThat(EventTime.check(good.headers(), 5, 5, 0)).isNull();
        assertThat(good.headers()).isEmpty();

        ConsumerRecord<Object, Object> bad = record(-7);
        bad.headers().add("align.bad.timestamp", null);
        assertThat(eventTime.extract(bad, 99)).isEqualTo(99);
        assertThat(EventTime.check(bad.headers(), 99, 99, 0))
                .isEqualTo(new Refusal(Code.BAD_TIMESTAMP, "expected a timestamp from 0, found -7"));
        assertThat(EventTime.restore(bad.headers(), 99)).isEqualTo(-7);
        assertThat(bad.headers()).isEmpty();
    }

    @Test
    void shouldSayHowFarAheadATimestampIs() {
        assertThat(EventTime.check(new RecordHeaders(), 1_100, 1_000, 100)).isNull();
        assertThat(EventTime.check(new RecordHeaders(), 1_101, 1_000, 100))
                .isEqualTo(new Refusal(
                        Code.BAD_TIMESTAMP,
                        "expected a timestamp at most 100 ms ahead of the clock, found one 101 ms ahead"));
    }

    private static ConsumerRecord<Object, Object> record(long timestamp) {
        return new ConsumerRecord<>(
                "topic",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                "value",
                new RecordHeaders(),
                Optional.empty());
    }
}
