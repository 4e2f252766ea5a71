package io.alignstreams.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A server on the loopback interface that answers as badly as a test wants. What it is not told to answer is a sink: it takes
 * connections, counts them and says nothing.
 */
final class HostileServer implements AutoCloseable {
    /** Writes an answer to a connection; it is closed when this returns. */
    @FunctionalInterface
    interface Answer {
        void to(Socket connection, OutputStream out) throws IOException;
    }

    final AtomicInteger connections = new AtomicInteger();
    final List<List<String>> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Map<String, Answer> answers;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread accepting = DaemonThreads.named("hostile-server-").newThread(this::accept);

    private HostileServer(ServerSocket server, Map<String, Answer> answers) {
        this.server = server;
        this.answers = answers;
    }

    static HostileServer start(Map<String, Answer> answers) throws IOException {
        return start(new ServerSocket(), "127.0.0.1", answers);
    }

    /** Listens at a port of its own. */
    static HostileServer start(ServerSocket socket, String address, Map<String, Answer> answers) throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        HostileServer server = new HostileServer(socket, answers);
        server.accepting.start();
        return server;
    }

    static Answer text(String answer) {
        return (connection, out) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes one text, then another again and again for as long as anybody reads, with a pause if wanted. */
    static Answer endless(String first, String again, long pauseMs) {
        return (connection, out) -> {
            out.write(first.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            byte[] piece = again.getBytes(StandardCharsets.ISO_8859_1);
            while (true) {
                out.write(piece);
                out.flush();
                LockSupport.parkNanos(pauseMs * 1_000_000);
            }
        };
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String path) {
        return "http://localhost:" + port() + path;
    }

    long requestsOf(String path) {
        return requests.stream()
                .filter(lines -> lines.get(0).startsWith("GET " + path + " "))
                .count();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.incrementAndGet();
                open.add(connection);
                DaemonThreads.named("hostile-connection-")
                        .newThread(() -> serve(connection))
                        .start();
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> head = new ArrayList<>();
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                head.add(line);
            }
            if (!head.isEmpty()) {
                requests.add(List.copyOf(head));
                String[] words = head.get(0).split(" ", -1);
                String path = words.length > 1 ? words[1] : "";
                answers.getOrDefault(path, (socket, out) -> reader.read()).to(connection, connection.getOutputStream());
            }
        } catch (IOException e) {
            // The client went away.
        } finally {
            open.remove(connection);
        }
    }

    /** Nobody listens any more when this returns: a thread that waits for a connection may take one yet. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket connection : open) {
            connection.close();
        }
    }
}
