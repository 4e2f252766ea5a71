package io.alignstreams.application;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.Topics;
import java.util.ArrayList;
import java.util.List;

/** What the application has to be allowed, and nothing more. */
public final class Acls {
    private Acls() {}

    /** Arguments of {@code kafka-acls}, one rule a line. */
    public static List<String> of(AlignStreamsConfig config) {
        Topics topics = config.topics();
        String id = config.applicationId();
        List<String> acls = new ArrayList<>();
        for (String topic : List.of(topics.imageEvents(), topics.labelSets(), topics.labelSetEmbeddings())) {
            acls.add("--operation Read --operation DescribeConfigs --topic " + topic);
        }
        for (String topic : List.of(
                topics.labelSetEmbeddings(),
                topics.imageEmbeddings(),
                topics.imageClassifications(),
                topics.deadLetters())) {
            acls.add("--operation Write --operation DescribeConfigs --topic " + topic);
        }
        String internal = " --topic " + id + "- --resource-pattern-type prefixed";
        acls.add(
                "--operation Create --operation Describe --operation Read --operation Write --operation DescribeConfigs"
                        + internal);
        acls.add("--operation Read --operation Describe --group " + id + " --resource-pattern-type prefixed");
        acls.add("--operation Write --operation Describe --transactional-id " + id
                + " --resource-pattern-type prefixed");
        return acls;
    }

    /** The same for who replays dead letters, which the application need not be allowed. */
    public static List<String> ofReplay(AlignStreamsConfig config) {
        Topics topics = config.topics();
        String name = config.replayId();
        return List.of(
                "--operation Read --topic " + topics.deadLetters(),
                "--operation Write --operation DescribeConfigs --topic " + topics.imageEvents(),
                "--operation Read --operation Write --operation DescribeConfigs --topic " + topics.labelSets(),
                "--operation Read --operation Describe --group " + name,
                "--operation Write --operation Describe --transactional-id " + name);
    }
}
