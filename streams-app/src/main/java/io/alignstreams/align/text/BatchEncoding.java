package io.alignstreams.align.text;

import java.nio.LongBuffer;
import java.util.Arrays;

/** Tokenized texts as the text tower takes them: three int64 tensors [batchSize, sequenceLength], row-major. Immutable. */
public final class BatchEncoding {
    private final int batchSize;
    private final int sequenceLength;
    private final long[] inputIds;
    private final long[] attentionMask;

    private BatchEncoding(int batchSize, int sequenceLength, long[] inputIds, long[] attentionMask) {
        this.batchSize = batchSize;
        this.sequenceLength = sequenceLength;
        this.inputIds = inputIds;
        this.attentionMask = attentionMask;
    }

    /** Pads rows of token ids to one length. */
    static BatchEncoding of(long[][] rows, int sequenceLength, int padTokenId) {
        long[] inputIds = new long[rows.length * sequenceLength];
        long[] attentionMask = new long[inputIds.length];
        Arrays.fill(inputIds, padTokenId);
        for (int row = 0; row < rows.length; row++) {
            int start = row * sequenceLength;
            System.arraycopy(rows[row], 0, inputIds, start, rows[row].length);
            Arrays.fill(attentionMask, start, start + rows[row].length, 1);
        }
        return new BatchEncoding(rows.length, sequenceLength, inputIds, attentionMask);
    }

    public int batchSize() {
        return batchSize;
    }

    /** In tokens, special tokens and padding included. */
    public int sequenceLength() {
        return sequenceLength;
    }

    public LongBuffer inputIds() {
        return LongBuffer.wrap(inputIds).asReadOnlyBuffer();
    }

    /** 1 for a token, 0 for padding. */
    public LongBuffer attentionMask() {
        return LongBuffer.wrap(attentionMask).asReadOnlyBuffer();
    }

    /** All 0: texts come alone, never in pairs. */
    public LongBuffer tokenTypeIds() {
        return LongBuffer.allocate(inputIds.length).asReadOnlyBuffer();
    }
}
