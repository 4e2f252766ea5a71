package io.alignstreams.align.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes a safetensors file tensor by tensor, so that a checkpoint larger than the heap can be made. */
final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 1 << 20;

    private SafetensorsWriter() {}

    /** Gives a tensor's elements in row-major order. */
    @FunctionalInterface
    interface Source {
        /** Starts a tensor: the answer is asked for one element after another. */
        Elements elements(TensorSpec tensor);
    }

    @FunctionalInterface
    interface Elements {
        float next();
    }

    /** Writes float32 tensors as {@code source} gives them; int64 tensors are written as zeros. */
    static void write(Path file, List<TensorSpec> tensors, Source source) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeFully(channel, header(tensors));
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (TensorSpec tensor : tensors) {
                if (tensor.dtype().equals("F32")) {
                    Elements elements = source.elements(tensor);
                    for (long i = 0; i < tensor.elementCount(); i++) {
                        drainIfFull(channel, chunk);
                        chunk.putFloat(elements.next());
                    }
                } else {
                    for (long i = 0; i < tensor.elementCount(); i++) {
                        drainIfFull(channel, chunk);
                        chunk.putLong(0);
                    }
                }
            }
            writeFully(channel, chunk.flip());
        }
    }

    /** Replaces values of float32 tensors in a file that is already there. */
    static void overwrite(Safetensors file, Map<String, float[]> values) throws IOException {
        try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.WRITE)) {
            for (Map.Entry<String, float[]> tensor : values.entrySet()) {
                TensorEntry entry = file.tensors().get(tensor.getKey());
                if (entry == null || entry.length() != (long) tensor.getValue().length * Float.BYTES) {
                    throw new IllegalArgumentException(file.file() + ": expected " + tensor.getKey() + " of "
                            + tensor.getValue().length + " values, found "
                            + (entry == null ? "none" : entry.describe()));
                }
                ByteBuffer bytes = ByteBuffer.allocate((int) entry.length()).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(tensor.getValue());
                channel.position(entry.offset());
                writeFully(channel, bytes);
            }
        }
    }

    private static ByteBuffer header(List<TensorSpec> tensors) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.putObject(Safetensors.METADATA).put("format", "pt");
        long offset = 0;
        for (TensorSpec tensor : tensors) {
            long end = offset + tensor.byteCount();
            ObjectNode node = header.putObject(tensor.name()).put("dtype", tensor.dtype());
            ArrayNode shape = node.putArray("shape");
            tensor.shape().forEach(shape::add);
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, Math.toIntExact((json.length + 7L) / 8 * 8));
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return ByteBuffer.allocate(Long.BYTES + padded.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length)
                .put(padded)
                .flip();
    }

    private static void drainIfFull(FileChannel channel, ByteBuffer chunk) throws IOException {
        if (chunk.remaining() < Long.BYTES) {
            writeFully(channel, chunk.flip());
            chunk.clear();
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
