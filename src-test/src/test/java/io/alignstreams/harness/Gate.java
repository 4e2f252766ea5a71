package io.alignstreams.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An address at which a server can be reached, or not: while it is shut, connections are refused as if nobody were there. */
public final class Gate implements AutoCloseable {
    private final int serverPort;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private ServerSocket entrance;

    private Gate(int serverPort, ServerSocket entrance) {
        this.serverPort = serverPort;
        this.port = entrance.getLocalPort();
        this.entrance = entrance;
        accept(entrance);
    }

    /** Makes one that is open. */
    public static Gate before(String url) throws IOException {
        return new Gate(URI.create(url).getPort(), entrance(Ports.free(1).get(0)));
    }

    private static ServerSocket entrance(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Refuses connections, and ends those there are. */
    public synchronized void shut() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    public synchronized void open() throws IOException {
        entrance = entrance(port);
        accept(entrance);
    }

    private void accept(ServerSocket from) {
        thread("gate-accept", () -> {
            while (!from.isClosed()) {
                pass(from.accept());
            }
        });
    }

    private void pass(Socket client) throws IOException {
        sockets.add(client);
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        sockets.add(server);
        thread("gate-in", () -> copy(client, server));
        thread("gate-out", () -> copy(server, client));
    }

    private void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    private static void thread(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // It was shut, or one side is gone and so the other goes.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
