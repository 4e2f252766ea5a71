package io.alignstreams.cli;

import io.alignstreams.application.Cluster;
import io.alignstreams.config.AlignStreamsConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.StreamsConfig;

/** What a command asks a cluster for before it makes clients, which would wait for a minute or for ever. */
final class Preflight {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private Preflight() {}

    /**
     * Makes sure that a cluster answers and has topics.
     *
     * @throws UnreachableClusterException if it does not answer, or its address is none
     * @throws io.alignstreams.application.StartException that names the topics that are missing
     */
    static void check(AlignStreamsConfig config, List<String> topics)
            throws UnreachableClusterException, InterruptedException {
        check(config, topics, DEADLINE);
    }

    static void check(AlignStreamsConfig config, List<String> topics, Duration deadline)
            throws UnreachableClusterException, InterruptedException {
        ClientLogs.onlyErrors();
        String address = AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG + "="
                + config.originals().get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        try (Cluster cluster = new Cluster(withDeadline(config, deadline))) {
            cluster.admin().describeCluster().nodes().get();
            cluster.requireTopics(topics);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new UnreachableClusterException(
                        "could not reach " + address + " within " + deadline.toSeconds() + " s: " + Faults.describe(e)
                                + "; check the address, whether security.protocol is that of the listener, and whether the"
                                + " brokers' advertised.listeners can be reached from here",
                        e);
            }
            throw new UnreachableClusterException("could not use " + address + ": " + Faults.describe(e), e);
        } catch (KafkaException e) {
            throw new UnreachableClusterException("could not use " + address + ": " + Faults.describe(e), e);
        }
    }

    private static AlignStreamsConfig withDeadline(AlignStreamsConfig config, Duration deadline) {
        Map<String, Object> properties = new HashMap<>(config.originals());
        String millis = String.valueOf(deadline.toMillis());
        properties.put(StreamsConfig.adminClientPrefix(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG), millis);
        properties.put(StreamsConfig.adminClientPrefix(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG), millis);
        return new AlignStreamsConfig(properties);
    }
}
