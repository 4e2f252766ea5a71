package io.alignstreams.fetch;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one exchange with a server runs over. It ends by the TCP sockets themselves, since TLS waits for the other side's
 * consent to end, in whichever thread it is closed. Any thread may end it.
 */
final class ServerLine implements Supplier<Socket> {
    private final Supplier<? extends Socket> sockets;
    private final List<Socket> made = new ArrayList<>();
    private boolean isOver;

    ServerLine(Supplier<? extends Socket> sockets) {
        this.sockets = sockets;
    }

    /** Makes a socket that is not connected; one that is closed, if all is over. */
    @Override
    public synchronized Socket get() {
        Socket socket = sockets.get();
        made.add(socket);
        if (isOver) {
            reset(socket);
        }
        return socket;
    }

    /** Ends at once whatever waits for the server. Returns at once. */
    synchronized void breakOff() {
        isOver = true;
        made.forEach(ServerLine::reset);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed.
        }
        close(socket);
    }

    /** Ends when all was read. */
    synchronized void close() {
        isOver = true;
        made.forEach(ServerLine::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing more can be done about it.
        }
    }
}
