package io.alignstreams.align.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static final long SEED = new Random().nextLong();

    @TempDir
    private Path directory;

    @Test
    void shouldReadWhatTheReferenceWrote() throws IOException {
        Safetensors file = Safetensors.open(Golden.path("tiny-a/model.safetensors"));
        assertThat(file.floats("temperature")).containsExactly(0.0625f);
        assertThat(file.tensors().values()).extracting(TensorEntry::describe).contains("F32 [64, 64]");
    }

    @Test
    void shouldReadWhatItWrote() throws IOException {
        Path file = directory.resolve("a.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        new TensorSpec("a", "F32", List.of(2L, 3L), false),
                        new TensorSpec("count", "I64", List.of(), true)),
                tensor -> new Random(1)::nextFloat);
        Safetensors written = Safetensors.open(file);
        Random random = new Random(1);
        for (float value : written.floats("a")) {
            assertThat(value).isEqualTo(random.nextFloat());
        }
        SafetensorsWriter.overwrite(written, Map.of("a", new float[] {1, 2, 3, 4, 5, 6}));
        assertThat(written.floats("a")).containsExactly(1, 2, 3, 4, 5, 6);
        assertThatThrownBy(() -> written.floats("count"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith("expected a tensor count of F32, found I64 []");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 100_000_001, 1L << 32, 200})
    void shouldRefuseALyingHeaderLength(long length) throws IOException {
        byte[] bytes = ByteBuffer.allocate(100)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        assertRefused(bytes, "expected a header of 2 to 92 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|expected a JSON object as header",
                "{'a'|expected a JSON header",
                "{} {}|expected a JSON header",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}"
                        + "|Duplicate field 'a'",
                "{'a':{'dtype':'F33','shape':[1],'data_offsets':[0,4]}}|found 'F33'",
                "{'a':{'dtype':'F32','data_offsets':[0,4]}}|tensor a: expected an array shape",
                "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}|found -1",
                "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}|found 1.5",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}|tensor a: expected data_offsets",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}|tensor a: expected data_offsets",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|within the 4 bytes of data",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|tensor a: expected as many bytes as F32 [2] takes, found 4",
                "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,4]}}|found 4",
                "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}}|whole safetensors",
                "{'a':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}}|tensor a: expected its data at byte",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}}"
                        + "|tensor b: expected its data at byte",
                "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}}|bytes, found",
                "{'a':[[[[[[[[1]]]]]]]]}|whole safetensors",
            })
    void shouldRefuseALyingHeader(String header, String message) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(8 + json.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
        assertRefused(bytes, message.replace("'", header.contains("Duplicate") ? "\"" : "'"));
    }

    @Test
    void shouldRefuseATruncatedFile() throws IOException {
        byte[] whole = Golden.bytes("tiny-a/model.safetensors");
        for (int length : new int[] {0, 7, 8, 1000, 70_000, whole.length / 2, whole.length - 1}) {
            assertRefused(Arrays.copyOf(whole, length), "is not a whole safetensors file");
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "expected " + whole.length + " bytes, found");
    }

    @Test
    void shouldRefuseOrReadButNeverFailOtherwise() throws IOException {
        System.out.println("mutated safetensors: seed " + SEED);
        Random random = new Random(SEED);
        byte[] whole = Arrays.copyOf(Golden.bytes("tiny-a/model.safetensors"), 80_000);
        for (int mutation = 0; mutation < 300; mutation++) {
            byte[] mutated = whole.clone();
            for (int i = 0; i <= random.nextInt(5); i++) {
                mutated[random.nextInt(70_000)] = (byte) random.nextInt(256);
            }
            assertRefused(mutated, "");
        }
    }

    private void assertRefused(byte[] bytes, String message) throws IOException {
        Path file = directory.resolve("hostile.safetensors");
        Files.write(file, bytes);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }
}
