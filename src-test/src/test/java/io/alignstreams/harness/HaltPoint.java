package io.alignstreams.harness;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Places in an instance where it can be made to end at once, without a word to anybody. */
public enum HaltPoint {
    /** Records were polled, none of them is processed. */
    AFTER_POLL,
    /** The image tower is at work. */
    IN_INFERENCE,
    /** One of an image's outputs is with the producer, the others are not. */
    AFTER_FIRST_FORWARD,
    /** All outputs are sent, the offsets are not. */
    BEFORE_COMMIT,
    /** The transaction is being ended. */
    DURING_COMMIT;

    private static final int STATUS = 137;
    private static final HaltPoint CHOSEN =
            System.getProperty("halt.at") == null ? null : valueOf(System.getProperty("halt.at"));
    private static final AtomicInteger LEFT = new AtomicInteger(Integer.getInteger("halt.after", 1));

    /** Options of the JVM that is to end. */
    List<String> options(int count) {
        return List.of("-Dhalt.at=" + name(), "-Dhalt.after=" + count);
    }

    /** Settings with which Kafka Streams passes all points. */
    static Map<String, String> settings() {
        return Map.of(
                "default.client.supplier", HaltingClients.class.getName(),
                "main.consumer.interceptor.classes", HaltingInterceptor.class.getName());
    }

    /** Says that the process is here; it ends if this is the point, and the time has come. */
    void reached() {
        if (isDue()) {
            halt();
        }
    }

    /** Counts, and says whether the process has to end here and now. */
    boolean isDue() {
        return this == CHOSEN && LEFT.decrementAndGet() <= 0;
    }

    void halt() {
        System.err.println("halted " + name());
        System.err.flush();
        Runtime.getRuntime().halt(STATUS);
    }
}
