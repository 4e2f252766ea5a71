package io.alignstreams.embedding;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Jobs before one stage: those that somebody waits for, then the others, each in the order in which they came. */
final class JobQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Set<Job> demanded = new LinkedHashSet<>();
    private final Set<Job> ahead = new LinkedHashSet<>();
    private final int capacity;

    JobQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Adds a job, waiting for room unless it is demanded. */
    void put(Job job) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!job.isDemanded() && demanded.size() + ahead.size() >= capacity) {
                emptied.await();
            }
            add(job);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a job whatever the capacity is. */
    void add(Job job) {
        lock.lock();
        try {
            (job.isDemanded() ? demanded : ahead).add(job);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a job that is demanded now before those that are not, if it is here; wakes whoever holds it for want of room. */
    void promote(Job job) {
        lock.lock();
        try {
            if (ahead.remove(job)) {
                demanded.add(job);
            } else {
                emptied.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes as many jobs as there are, at most {@code max}; waits for the first. */
    List<Job> take(int max) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (demanded.isEmpty() && ahead.isEmpty()) {
                filled.await();
            }
            List<Job> taken = new ArrayList<>();
            move(demanded, taken, max);
            move(ahead, taken, max);
            emptied.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private static void move(Set<Job> from, List<Job> to, int max) {
        Iterator<Job> jobs = from.iterator();
        while (to.size() < max && jobs.hasNext()) {
            to.add(jobs.next());
            jobs.remove();
        }
    }
}
