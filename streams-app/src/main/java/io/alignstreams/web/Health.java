package io.alignstreams.web;

import io.alignstreams.application.ScoringApplication;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * What probes are told of an instance, named and written as MicroProfile Health has it.
 *
 * <p>An instance is alive until a fault has stopped it; it is not the place of a probe to end what waits for brokers, for the
 * registry or for a rebalance. It has started when it scored for the first time, after all label sets that there were are
 * embedded. It is ready while it takes part: also amid a rebalance, which passes and which a restart would only prolong.
 */
public final class Health {
    private volatile @Nullable ScoringApplication application;

    /** An answer to a probe: whether all is well, and what was looked at. */
    public record Answer(boolean isUp, Map<String, String> data) {}

    /** Watches an application from now on; until then there is none, which is alive. */
    public void watch(ScoringApplication watched) {
        application = watched;
    }

    public Answer live() {
        ScoringApplication watched = application;
        return new Answer(watched == null || !watched.stopped().isCompletedExceptionally(), data(watched));
    }

    public Answer started() {
        ScoringApplication watched = application;
        return new Answer(watched != null && watched.running().isDone(), data(watched));
    }

    public Answer ready() {
        ScoringApplication watched = application;
        boolean isUp = watched != null
                && watched.running().isDone()
                && !watched.isOver()
                && watched.states().values().stream().allMatch(KafkaStreams.State::isRunningOrRebalancing);
        return new Answer(isUp, data(watched));
    }

    private static Map<String, String> data(@Nullable ScoringApplication watched) {
        Map<String, String> data = new TreeMap<>();
        if (watched != null) {
            watched.states().forEach((id, state) -> data.put(id, state.name()));
        }
        return data;
    }
}
