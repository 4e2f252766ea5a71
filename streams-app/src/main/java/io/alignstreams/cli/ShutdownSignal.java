package io.alignstreams.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether the process was told to stop by SIGINT, SIGTERM or SIGHUP. It ends when its command does, or half a minute later.
 * To be opened before all that has to be closed in order.
 *
 * <p>Signals are taken in the JVM's place, by {@code sun.misc.Signal}, since there is no API for it; by reflection, since the
 * compiler's warning of that cannot be suppressed. A shutdown hook will not do: hooks run at the same time, and that of ONNX
 * Runtime closes its environment, which crashes the JVM while a tower is at work.
 */
final class ShutdownSignal implements AutoCloseable {
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
    private static final int KILLED_BY = 128;
    private static final long GRACE_SECONDS = 28;

    private final CompletableFuture<Integer> received = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Takes signals from now on. */
    ShutdownSignal() {
        NUMBERS.forEach(this::take);
    }

    private void take(String name, int number) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle receive =
                    MethodHandles.lookup().bind(this, "receive", MethodType.methodType(void.class, int.class));
            MethodHandle handle =
                    MethodHandles.dropArguments(MethodHandles.insertArguments(receive, 0, number), 0, signal);
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            MethodHandleProxies.asInterfaceInstance(handler, handle));
        } catch (InvocationTargetException e) {
            // There is no such signal on this system, or the JVM was told to leave it alone (-Xrs).
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(
                    "expected a JDK with sun.misc.Signal, found " + System.getProperty("java.vm.name"), e);
        }
    }

    void receive(int number) {
        received.complete(number);
        try {
            if (!closed.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(KILLED_BY + number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes with the signal's number when the process is told to stop. */
    CompletableFuture<Integer> received() {
        return received;
    }

    /** The exit status of a command that was told to stop: 128 and the signal's number; of another one {@code otherwise}. */
    int exitStatus(int otherwise) {
        return received.isDone() ? KILLED_BY + received.join() : otherwise;
    }

    /** Says that all is closed. Signals that come later do nothing, since the process is about to end. */
    @Override
    public void close() {
        closed.countDown();
    }
}
