package io.alignstreams.cli;

import io.alignstreams.align.NativeGuard;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * SIGINT, SIGTERM and SIGHUP, taken in the JVM's place, by {@code sun.misc.Signal}, since there is no API for it; by reflection,
 * since the compiler's warning of that cannot be suppressed. A shutdown hook will not do: hooks run at the same time, and that of
 * ONNX Runtime closes its environment, which crashes the JVM while a tower is at work.
 */
final class Signals {
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    /** What the exit status is above the number of the signal that ended the process. */
    static final int KILLED_BY = 128;

    private static boolean areTaken;

    private Signals() {}

    /** Has signals received from now on, by their number. Whoever takes them last receives them. */
    static synchronized void take(IntConsumer receiver) {
        areTaken = true;
        NUMBERS.forEach((name, number) -> take(name, () -> receiver.accept(number)));
    }

    /** Unless somebody takes signals, has the process end once no native code is at work. */
    static synchronized void exitInOrder() {
        if (!areTaken) {
            take(number -> {
                NativeGuard.awaitLastUse();
                System.exit(KILLED_BY + number);
            });
        }
    }

    private static void take(String name, Runnable receiver) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.lookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(receiver);
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            MethodHandleProxies.asInterfaceInstance(
                                    handler, MethodHandles.dropArguments(run, 0, signal)));
        } catch (InvocationTargetException e) {
            // There is no such signal on this system, or the JVM was told to leave it alone (-Xrs).
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(
                    "expected a JDK with sun.misc.Signal, found " + System.getProperty("java.vm.name"), e);
        }
    }
}
