package io.alignstreams.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A web server of one picture, with the path as a comment, which answers as well or badly as the first part of a path says.
 */
public final class PictureServer implements AutoCloseable {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CLOSING = "Connection: close\r\n";
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final ServerSocket server;
    private final byte[] picture;
    private volatile boolean healed;

    private PictureServer(ServerSocket server, byte[] picture) {
        this.server = server;
        this.picture = picture;
    }

    /** Listens on all interfaces, at a port of its own. */
    public static PictureServer start(byte[] picture) throws IOException {
        PictureServer server = new PictureServer(new ServerSocket(0), picture);
        run(server::accept);
        return server;
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "picture-server");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How often somebody connected. */
    public int connections() {
        return connections.get();
    }

    /** Has what was unavailable be there. */
    public void heal() {
        healed = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.incrementAndGet();
                open.add(connection);
                run(() -> serve(connection));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String path = line.split(" ", -1)[1];
                while (!line.isEmpty()) {
                    line = reader.readLine();
                }
                answer(path, connection);
            }
        } catch (IOException e) {
            // The client went away, or was sent away.
        } finally {
            open.remove(connection);
        }
    }

    private void answer(String path, Socket connection) throws IOException {
        OutputStream out = connection.getOutputStream();
        switch (path.split("/", -1)[1]) {
            case "picture" -> whole(out, path);
            case "unavailable-once" -> {
                if (asked.add(path)) {
                    write(out, status(503));
                } else {
                    whole(out, path);
                }
            }
            case "unavailable" -> {
                if (healed) {
                    whole(out, path);
                } else {
                    write(out, status(503));
                }
            }
            case "waiting" -> {
                while (!healed && !connection.isClosed()) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                whole(out, path);
            }
            case "gone" -> write(out, status(404));
            case "redirect" -> write(out, "HTTP/1.1 302 Found\r\nLocation: /picture/1\r\nContent-Length: 0\r\n\r\n");
            case "silent" -> LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
            case "slow-head" -> endless(out, OK + "X: ", "y", PAUSE_NANOS);
            case "slow-body" -> endless(out, OK + "Content-Length: 100000\r\n\r\n", "x", PAUSE_NANOS);
            case "endless-head" -> endless(out, OK, "X: y\r\n", 0);
            case "endless-body" -> endless(out, OK + "\r\n", "x".repeat(1_024), 0);
            case "announced" -> endless(out, OK + "Content-Length: 1000000000\r\n\r\n", "x".repeat(1_024), 0);
            case "cut" -> {
                write(out, OK + "Content-Length: " + picture.length + "\r\n\r\n");
                out.write(picture, 0, picture.length / 2);
                connection.close();
            }
            case "short" -> {
                write(out, OK + "Content-Length: " + picture.length / 2 + "\r\n" + CLOSING + "\r\n");
                out.write(picture);
                connection.close();
            }
            case "encoded" -> write(out, OK + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbomb");
            case "error" -> write(out, status(500));
            case "reset" -> {
                connection.setSoLinger(true, 0);
                connection.close();
            }
            case "no-http" -> {
                write(out, "220 this is no web server\r\n");
                connection.close();
            }
            case "empty" -> write(out, OK + "Content-Length: 0\r\n\r\n");
            case "text" -> write(out, OK + "Content-Length: 12\r\n\r\nno picture..");
            default -> throw new IOException("expected a path that is known, found " + path);
        }
    }

    private static String status(int status) {
        return "HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\n\r\n";
    }

    private void whole(OutputStream out, String path) throws IOException {
        byte[] own = Pictures.commented(picture, path);
        write(out, OK + "Content-Length: " + own.length + "\r\n\r\n");
        out.write(own);
    }

    private static void endless(OutputStream out, String first, String again, long pauseNanos) throws IOException {
        write(out, first);
        while (true) {
            write(out, again);
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
