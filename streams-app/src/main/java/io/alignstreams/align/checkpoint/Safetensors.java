package io.alignstreams.align.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.alignstreams.align.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of contents of a safetensors file: eight bytes of header length, a JSON header, then the tensors.
 *
 * <p>Everything the header claims is checked against the file's size before it is believed: a truncated or hostile file
 * is refused with a {@link CheckpointException}, and what it claims is never allocated before.
 *
 * <p>Source: the format's description in safetensors' README, with a lower limit for a header: align-base's has 0.2 MB.
 */
public final class Safetensors {
    static final String METADATA = "__metadata__";
    static final Map<String, Integer> BYTES_PER_ELEMENT = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("F32", 4),
            Map.entry("F64", 8),
            Map.entry("I64", 8),
            Map.entry("U64", 8));

    private static final long LARGEST_HEADER = 16_000_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(4)
                        .maxNumberLength(20)
                        .build());
    }

    private final Path file;
    private final Map<String, TensorEntry> tensors;

    private Safetensors(Path file, Map<String, TensorEntry> tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    /**
     * Reads the header of a file.
     *
     * @throws CheckpointException if the file is not a whole safetensors file
     * @throws IOException if it cannot be read
     */
    public static Safetensors open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long headerLength = headerLength(file, channel, size);
            long data = Long.BYTES + headerLength;
            JsonNode header = header(file, channel, (int) headerLength);
            Map<String, TensorEntry> tensors = new LinkedHashMap<>();
            header.properties().forEach(entry -> {
                if (!entry.getKey().equals(METADATA)) {
                    tensors.put(entry.getKey(), entry(file, entry.getKey(), entry.getValue(), data, size));
                }
            });
            requireGapless(file, tensors, data, size);
            return new Safetensors(file, tensors);
        }
    }

    public Path file() {
        return file;
    }

    /** By name, in the header's order. */
    public Map<String, TensorEntry> tensors() {
        return tensors;
    }

    /**
     * Reads one float32 tensor whole.
     *
     * @return row-major elements
     */
    public float[] floats(String name) throws IOException {
        TensorEntry entry = tensors.get(name);
        if (entry == null || !entry.dtype().equals("F32")) {
            throw new CheckpointException(file + ": expected a tensor " + name + " of F32, found "
                    + (entry == null ? "none" : entry.describe()));
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(entry.length())).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            readFully(channel, bytes, entry.offset());
        }
        FloatBuffer floats = bytes.flip().asFloatBuffer();
        float[] values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }

    private static long headerLength(Path file, FileChannel channel, long size) throws IOException {
        if (size < Long.BYTES) {
            throw faulty(file, "expected at least 8 bytes, found " + size);
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, length, 0);
        long headerLength = length.getLong(0);
        if (headerLength < 2 || headerLength > Math.min(LARGEST_HEADER, size - Long.BYTES)) {
            throw faulty(
                    file,
                    "expected a header of 2 to " + Math.min(LARGEST_HEADER, size - Long.BYTES) + " bytes, found one of "
                            + Long.toUnsignedString(headerLength));
        }
        return headerLength;
    }

    private static JsonNode header(Path file, FileChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        readFully(channel, bytes, Long.BYTES);
        try {
            JsonNode header = JSON.readTree(bytes.array());
            if (!header.isObject()) {
                throw faulty(file, "expected a JSON object as header, found " + header.getNodeType());
            }
            return header;
        } catch (JsonProcessingException e) {
            throw faulty(file, "expected a JSON header, found " + e.getOriginalMessage());
        }
    }

    private static TensorEntry entry(Path file, String name, JsonNode node, long data, long size) {
        String dtype = node.path("dtype").asText();
        Integer elementSize = BYTES_PER_ELEMENT.get(dtype);
        if (elementSize == null) {
            throw faulty(
                    file,
                    "tensor " + name + ": expected a dtype of " + BYTES_PER_ELEMENT.keySet() + ", found '" + dtype
                            + "'");
        }
        List<Long> shape = longs(file, name, "shape", node);
        List<Long> offsets = longs(file, name, "data_offsets", node);
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > size - data) {
            throw faulty(
                    file,
                    "tensor " + name + ": expected data_offsets [begin, end] within the " + (size - data)
                            + " bytes of data, found " + offsets + " (is the file truncated?)");
        }
        long length = offsets.get(1) - offsets.get(0);
        if (!occupies(shape, elementSize, length)) {
            throw faulty(
                    file,
                    "tensor " + name + ": expected as many bytes as " + TensorEntry.describe(dtype, shape)
                            + " takes, found " + length);
        }
        return new TensorEntry(name, dtype, shape, data + offsets.get(0), length);
    }

    private static List<Long> longs(Path file, String name, String field, JsonNode node) {
        List<Long> values = new ArrayList<>();
        for (JsonNode value : node.path(field)) {
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                throw faulty(
                        file, "tensor " + name + ": expected " + field + " of non-negative integers, found " + value);
            }
            values.add(value.longValue());
        }
        if (!node.path(field).isArray()) {
            throw faulty(file, "tensor " + name + ": expected an array " + field + ", found none");
        }
        return values;
    }

    private static boolean occupies(List<Long> shape, int elementSize, long length) {
        try {
            return shape.stream().reduce((long) elementSize, Math::multiplyExact) == length;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static void requireGapless(Path file, Map<String, TensorEntry> tensors, long data, long size) {
        long expected = data;
        List<TensorEntry> inOrder = tensors.values().stream()
                .sorted(Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::length))
                .toList();
        for (TensorEntry entry : inOrder) {
            if (entry.offset() != expected) {
                throw faulty(
                        file,
                        "tensor " + entry.name() + ": expected its data at byte " + expected + ", found it at "
                                + entry.offset());
            }
            expected += entry.length();
        }
        if (expected != size) {
            throw faulty(file, "expected " + expected + " bytes, found " + size);
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
    }

    private static CheckpointException faulty(Path file, String fault) {
        return new CheckpointException(file + " is not a whole safetensors file: " + fault + "; download it again");
    }
}
