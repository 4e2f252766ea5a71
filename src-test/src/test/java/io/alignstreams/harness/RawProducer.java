package io.alignstreams.harness;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.utils.Crc32C;

/**
 * Sends records with timestamps that Kafka's own producer refuses to write, negative ones, as clients in other languages
 * do. A broker that has no {@code message.timestamp.before.max.ms} takes them.
 *
 * <p>Source: the layout of {@code DefaultRecordBatch}.
 */
public final class RawProducer implements AutoCloseable {
    /** The last version that names topics and does not number them. */
    private static final short VERSION = 12;

    private static final int TIMEOUT_MS = 30_000;
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int BASE_TIMESTAMP = 27;
    private static final int MAX_TIMESTAMP = 35;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int sent;

    private RawProducer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** Connects to the one broker that there is, at an address with its port. */
    public static RawProducer connect(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        return new RawProducer(socket);
    }

    /** Sends a record and waits for the answer, which is in what it gives. */
    public Future<RecordMetadata> send(TopicPartition partition, byte[] key, byte[] value, long timestamp)
            throws IOException {
        PartitionProduceResponse response = send(partition, batch(key, value, timestamp));
        Errors error = Errors.forCode(response.errorCode());
        return error == Errors.NONE
                ? CompletableFuture.completedFuture(
                        new RecordMetadata(partition, response.baseOffset(), 0, timestamp, 0, 0))
                : CompletableFuture.failedFuture(error.exception(response.errorMessage()));
    }

    private static MemoryRecords batch(byte[] key, byte[] value, long timestamp) {
        MemoryRecords records = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(0, key, value));
        ByteBuffer buffer = records.buffer();
        buffer.putLong(BASE_TIMESTAMP, timestamp);
        buffer.putLong(MAX_TIMESTAMP, timestamp);
        buffer.putInt(CRC, (int) Crc32C.compute(buffer, ATTRIBUTES, buffer.limit() - ATTRIBUTES));
        return MemoryRecords.readableRecords(buffer);
    }

    private PartitionProduceResponse send(TopicPartition partition, MemoryRecords records) throws IOException {
        TopicProduceData topic = new TopicProduceData()
                .setName(partition.topic())
                .setPartitionData(List.of(new PartitionProduceData()
                        .setIndex(partition.partition())
                        .setRecords(records)));
        ProduceRequestData request = new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(TIMEOUT_MS)
                .setTopicData(new TopicProduceDataCollection(List.of(topic).iterator()));
        RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "raw", sent++);
        ByteBuffer frame = RequestUtils.serialize(header.data(), header.headerVersion(), request, VERSION);
        out.writeInt(frame.remaining());
        out.write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
        out.flush();
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        ProduceResponse response = (ProduceResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
        return response.data()
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
