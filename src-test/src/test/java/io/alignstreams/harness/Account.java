package io.alignstreams.harness;

import java.util.ArrayList;
import java.util.List;

/** What became of the image events of a ledger. */
public final class Account {
    private static final int MOST_FAULTS = 20;

    private final List<String> faults = new ArrayList<>();
    private int acknowledged;
    private int inDoubt;
    private int lost;
    private int twice;

    void acknowledged(String event, List<String> promised, List<String> found) {
        acknowledged++;
        if (found.equals(promised)) {
            return;
        }
        List<String> missing = without(promised, found);
        List<String> surplus = without(found, promised);
        lost += missing.size();
        twice += surplus.size();
        fault(event + ": expected " + promised + ", found " + found);
    }

    private static List<String> without(List<String> all, List<String> some) {
        List<String> left = new ArrayList<>(all);
        some.forEach(left::remove);
        return left;
    }

    void inDoubt(String event, Throwable why) {
        inDoubt++;
        if (inDoubt == 1) {
            System.out.println("in doubt: " + event + ": " + why);
        }
    }

    /** An event that nobody acknowledged; it may be one of those in doubt. */
    void unexpected(Position position, List<String> found, boolean isInDoubt) {
        if (!isInDoubt) {
            twice += found.size();
            fault(position + ": expected nothing, found " + found);
        }
    }

    private void fault(String fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(fault);
        }
    }

    /** The first of those events whose outcomes are not as promised; empty if all are. */
    public List<String> faults() {
        return faults;
    }

    public int acknowledgedEvents() {
        return acknowledged;
    }

    @Override
    public String toString() {
        return acknowledged + " events acknowledged, " + inDoubt + " in doubt, " + lost + " outcomes lost, " + twice
                + " double";
    }
}
