package io.alignstreams.harness;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** Settings of topics, as an administrator sees and changes them. */
public final class TopicSettings {
    private TopicSettings() {}

    public static String get(Stream stream, String topic, String key) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return stream.cluster
                .admin()
                .describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(key)
                .value();
    }

    /** Changes one, and waits until the brokers say so. */
    public static void set(Stream stream, String topic, String key, String value)
            throws ExecutionException, InterruptedException {
        Collection<AlterConfigOp> change =
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
        stream.cluster
                .admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), change))
                .all()
                .get();
        Awaitility.await(topic + " has " + key + " " + value)
                .atMost(Stream.SOON)
                .until(() -> get(stream, topic, key).equals(value));
    }
}
