package io.alignstreams.harness;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/** What stands between clients and one broker, and lets requests of a kind go wrong. */
public final class FaultyNetwork implements AutoCloseable {
    private static final long DELAY_MS = 1_500;

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Queue<Planned> planned = new ConcurrentLinkedQueue<>();
    private final AtomicInteger happened = new AtomicInteger();
    private volatile int brokerPort;

    /** What goes wrong. */
    public enum Fault {
        /** The broker is not asked, and an error it might give is answered. */
        ERROR,
        /** The connection ends before the request arrives. */
        DISCONNECT_BEFORE,
        /** The request is carried out, and the connection ends instead of the answer. */
        DISCONNECT_AFTER,
        /** The request arrives late. */
        DELAY,
        /** Neither the request nor anything after it on its connection arrives, and nobody is told. */
        BLACKHOLE
    }

    private record Planned(String client, ApiKeys api, Fault fault, Errors error) {}

    private FaultyNetwork(ServerSocket server) {
        this.server = server;
        thread("network-accept", this::accept);
    }

    /** Opens a port on which a broker can be reached once it is known. */
    public static FaultyNetwork open() throws IOException {
        return new FaultyNetwork(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    public int port() {
        return server.getLocalPort();
    }

    public void leadTo(String bootstrapServers) {
        brokerPort = Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
    }

    /**
     * Lets the next request of a kind go wrong.
     *
     * @param client what the names of clients begin with that it is done to
     * @param error what is answered with {@link Fault#ERROR}
     */
    public void plan(String client, ApiKeys api, Fault fault, Errors error) {
        planned.add(new Planned(client, api, fault, error));
    }

    /** How many requests went wrong. */
    public int happened() {
        return happened.get();
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                new Connection(server.accept()).open();
            } catch (IOException e) {
                // The port was closed, or the broker cannot be reached; the client tries again.
            }
        }
    }

    private Planned takePlanned(RequestHeader header) {
        Planned next = planned.peek();
        boolean isMeant = next != null
                && next.api() == header.apiKey()
                && header.clientId() != null
                && header.clientId().startsWith(next.client())
                && planned.remove(next);
        return isMeant ? next : null;
    }

    /** One client's way to the broker and back; as from a broker, answers come in the order of the requests. */
    private final class Connection {
        private final Socket client;
        private final Socket broker;
        private final Map<Integer, Planned> unanswered = new ConcurrentHashMap<>();
        private final Semaphore answers = new Semaphore(0);
        private int requests;
        private boolean isBlack;

        Connection(Socket client) throws IOException {
            this.client = client;
            sockets.add(client);
            try {
                this.broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            } catch (IOException e) {
                client.close();
                throw e;
            }
            sockets.add(broker);
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
        }

        void open() {
            thread("network-requests", () -> read(client, this::request));
            thread("network-responses", () -> read(broker, this::response));
        }

        private void read(Socket from, Step step) {
            try (client;
                    broker) {
                DataInputStream in = new DataInputStream(from.getInputStream());
                while (true) {
                    byte[] frame = new byte[in.readInt()];
                    in.readFully(frame);
                    step.take(frame);
                }
            } catch (IOException | UncheckedIOException e) {
                // One side is gone, and so the other goes.
            } finally {
                sockets.remove(client);
                sockets.remove(broker);
                planAgain();
            }
        }

        /** What has not happened here will on another connection. */
        private synchronized void planAgain() {
            planned.addAll(unanswered.values());
            unanswered.clear();
        }

        private void request(byte[] frame) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(frame);
            RequestHeader header = RequestHeader.parse(buffer);
            Planned plan = isBlack ? null : takePlanned(header);
            if (plan != null) {
                inflict(plan, header, buffer);
            }
            if (!isBlack && (plan == null || plan.fault() != Fault.ERROR)) {
                requests++;
                write(broker, ByteBuffer.wrap(frame));
            }
        }

        private void inflict(Planned plan, RequestHeader header, ByteBuffer body) throws IOException {
            switch (plan.fault()) {
                case ERROR -> {
                    try {
                        answer(header, body, plan.error());
                    } catch (IOException e) {
                        planned.add(plan);
                        throw e;
                    }
                    happened.incrementAndGet();
                }
                case DISCONNECT_BEFORE -> {
                    happened.incrementAndGet();
                    throw new IOException("disconnected on purpose");
                }
                case DISCONNECT_AFTER -> unanswered.put(header.correlationId(), plan);
                case DELAY -> {
                    pause();
                    happened.incrementAndGet();
                }
                case BLACKHOLE -> {
                    isBlack = true;
                    happened.incrementAndGet();
                }
            }
        }

        private void answer(RequestHeader header, ByteBuffer body, Errors error) throws IOException {
            awaitAnswers();
            AbstractResponse response = AbstractRequest.parseRequest(
                            header.apiKey(), header.apiVersion(), new ByteBufferAccessor(body))
                    .request
                    .getErrorResponse(0, error.exception());
            ResponseHeader responseHeader = header.toResponseHeader();
            ByteBuffer frame = RequestUtils.serialize(
                    responseHeader.data(), responseHeader.headerVersion(), response.data(), header.apiVersion());
            write(client, frame);
        }

        private void awaitAnswers() throws IOException {
            try {
                if (!answers.tryAcquire(requests, DELAY_MS * 2, TimeUnit.MILLISECONDS)) {
                    throw new IOException("the broker is gone, or the client");
                }
                requests = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void response(byte[] frame) throws IOException {
            if (unanswered.remove(ByteBuffer.wrap(frame).getInt()) != null) {
                happened.incrementAndGet();
                throw new IOException("disconnected on purpose");
            }
            write(client, ByteBuffer.wrap(frame));
            answers.release();
        }

        private static void write(Socket to, ByteBuffer frame) throws IOException {
            byte[] bytes = new byte[4 + frame.remaining()];
            ByteBuffer.wrap(bytes).putInt(frame.remaining()).put(frame.duplicate());
            to.getOutputStream().write(bytes);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(DELAY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Step {
        void take(byte[] frame) throws IOException;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
