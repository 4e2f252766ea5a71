package io.alignstreams.embedding;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Jobs before one stage: those that somebody waits for, in the order in which they came, then the others, one of each
 * partition by turns. A poll brings many records of one partition, and stream threads go on with all that they have.
 */
final class JobQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Job> demanded = new LinkedHashSet<>();
    private final Lanes ahead = new Lanes();

    void add(Job job) {
        lock.lock();
        try {
            if (job.isDemanded()) {
                demanded.add(job);
            } else {
                ahead.add(job);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a job that is demanded now before those that are not, if it is here. */
    void promote(Job job) {
        lock.lock();
        try {
            if (ahead.remove(job)) {
                demanded.add(job);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a job out, and says whether it was here. */
    boolean remove(Job job) {
        lock.lock();
        try {
            return ahead.remove(job) || demanded.remove(job);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return demanded.size() + ahead.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes as many jobs as there are, at most {@code max}; waits for the first. */
    List<Job> take(int max) throws InterruptedException {
        return take(max, () -> true);
    }

    /**
     * Takes as many jobs as there are, at most {@code max}; waits for the first.
     *
     * @param room whether there is any for what becomes of jobs that nobody waits for; the others are taken all the same
     */
    List<Job> take(int max, BooleanSupplier room) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<Job> taken = new ArrayList<>();
            while (true) {
                moveDemanded(taken, max);
                if (room.getAsBoolean()) {
                    ahead.move(taken, max);
                }
                if (!taken.isEmpty()) {
                    return taken;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has all who wait for room look again. */
    void roomChanged() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void moveDemanded(List<Job> to, int max) {
        Iterator<Job> jobs = demanded.iterator();
        while (to.size() < max && jobs.hasNext()) {
            to.add(jobs.next());
            jobs.remove();
        }
    }
}
