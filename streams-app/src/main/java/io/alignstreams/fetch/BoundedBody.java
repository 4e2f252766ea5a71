package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads images, but no more of one than it may have, and a byte. */
final class BoundedBody {
    private static final int CHUNK_BYTES = 1 << 16;

    /** Chunks and what is made of them are both there for a moment, of one image at a time. */
    private static final Object JOINING = new Object();

    private final int maxBytes;

    BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Reads to the end.
     *
     * @param announced bytes; negative if that is not known
     */
    byte[] read(ImageUri uri, InputStream stream, long announced) throws IOException, FetchRefusedException {
        if (announced > maxBytes) {
            throw tooLarge(uri, announced + ", of which none were read");
        }
        List<byte[]> chunks = new ArrayList<>();
        int left = maxBytes;
        while (true) {
            byte[] chunk = stream.readNBytes(Math.min(CHUNK_BYTES, left + 1));
            if (chunk.length > left) {
                throw tooLarge(uri, "more");
            }
            if (chunk.length == 0) {
                return join(chunks, maxBytes - left);
            }
            chunks.add(chunk);
            left -= chunk.length;
        }
    }

    private static byte[] join(List<byte[]> chunks, int bytes) {
        synchronized (JOINING) {
            if (chunks.size() == 1) {
                return chunks.get(0);
            }
            byte[] joined = new byte[bytes];
            int at = 0;
            for (byte[] chunk : chunks) {
                System.arraycopy(chunk, 0, joined, at, chunk.length);
                at += chunk.length;
            }
            return joined;
        }
    }

    private FetchRefusedException tooLarge(ImageUri uri, String found) {
        return uri.refused(
                FetchFault.IMAGE_TOO_LARGE,
                "expected at most " + maxBytes + " bytes (" + AlignKeys.IMAGE_URI_BYTES_MAX + "), found " + found);
    }
}
