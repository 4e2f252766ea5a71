package io.alignstreams.application;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * A Kafka Streams application whose metrics anybody may read at any time. Those of its stores ask RocksDB itself, without
 * regard for whether the store is being closed, which ends the process (KAFKA-10025; tried with 4.3.1: two of four runs in
 * which a store was opened and closed, while its metrics were read, ended with SIGSEGV). They are left out.
 */
final class MeasuredStreams extends KafkaStreams {
    private static final String OF_STORES = "stream-state-metrics";

    MeasuredStreams(Topology topology, Properties settings) {
        super(topology, settings);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        Map<MetricName, Metric> metrics = new HashMap<>(super.metrics());
        metrics.keySet().removeIf(name -> name.group().equals(OF_STORES));
        return metrics;
    }
}
