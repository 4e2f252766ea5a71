package io.alignstreams.align.image;

import java.io.ByteArrayOutputStream;

/** Bits that are written one after the other. */
final class Bits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean highestFirst;
    private int held;
    private int count;

    Bits(boolean highestFirst) {
        this.highestFirst = highestFirst;
    }

    /** Writes the lowest bits of a value, the first of them first. */
    Bits add(int value, int bits) {
        for (int i = 0; i < bits; i++) {
            int bit = (highestFirst ? value >> (bits - 1 - i) : value >> i) & 1;
            held |= bit << (highestFirst ? 7 - count : count);
            if (++count == 8) {
                flush();
            }
        }
        return this;
    }

    private void flush() {
        out.write(held);
        held = 0;
        count = 0;
    }

    /** All of them, filled up with zeros. */
    byte[] bytes() {
        if (count > 0) {
            flush();
        }
        return out.toByteArray();
    }
}
