package io.alignstreams.embedding;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Jobs in a lane for each partition, in the order in which they came; lanes take turns. It belongs to one queue. */
final class Lanes {
    private final Map<TopicPartition, Set<Job>> jobs = new HashMap<>();
    private final Deque<TopicPartition> turns = new ArrayDeque<>();
    private int size;

    void add(Job job) {
        Set<Job> lane = jobs.computeIfAbsent(job.partition(), partition -> {
            turns.add(partition);
            return new LinkedHashSet<>();
        });
        size += lane.add(job) ? 1 : 0;
    }

    /** Takes a job out, and says whether it was here. */
    boolean remove(Job job) {
        Set<Job> lane = jobs.get(job.partition());
        if (lane == null || !lane.remove(job)) {
            return false;
        }
        size--;
        if (lane.isEmpty()) {
            jobs.remove(job.partition());
            turns.remove(job.partition());
        }
        return true;
    }

    int size() {
        return size;
    }

    /** Moves as many jobs as there are, until there are {@code max} in all. */
    void move(List<Job> to, int max) {
        while (to.size() < max && !turns.isEmpty()) {
            TopicPartition partition = turns.remove();
            Iterator<Job> lane = jobs.getOrDefault(partition, Set.of()).iterator();
            to.add(lane.next());
            lane.remove();
            size--;
            if (lane.hasNext()) {
                turns.add(partition);
            } else {
                jobs.remove(partition);
            }
        }
    }
}
