package io.alignstreams.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;

/**
 * Ports for servers that go and come back: of those that systems do not give to clients by default, who could take one
 * meanwhile.
 */
final class Ports {
    private static final int LEAST = 10_000;
    private static final int MOST = 32_000;

    private Ports() {}

    /** Finds some that nobody listens on. */
    static List<Integer> free(int count) {
        return new Random()
                .ints(LEAST, MOST)
                .distinct()
                .filter(Ports::isFree)
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
