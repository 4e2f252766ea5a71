package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.application.StartException;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.harness.Stream;
import org.awaitility.Awaitility;

/** What an application says that does not start. */
final class Refused {
    private Refused() {}

    /** Asserts that one says so, sooner or later: what an administrator changes, brokers hear of a moment later. */
    static void assertRefused(Stream stream, SimulatedAccelerator accelerator, String message) {
        Awaitility.await().atMost(Stream.SOON).untilAsserted(() -> assertThatThrownBy(
                        () -> stream.start(accelerator, accelerator).close())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(message));
    }
}
