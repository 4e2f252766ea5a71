package io.alignstreams.align.image;

import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * How many groups of Huffman codes a lossless WebP picture asks for. A decoder makes tables of all of them, some 20 KB for a
 * group that takes three bytes of the file. Pixels need not be decoded to know: which group a tile has is a picture of its
 * own before them, and the greatest number in it is that of one of its literal pixels, since all others repeat one.
 *
 * <p>Source: RFC 9649, section 3.
 */
final class HuffmanGroups {
    private static final int HEADER_BYTES = 5;
    private static final int SUBTRACT_GREEN = 2;
    private static final int COLOUR_INDEXING = 3;
    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int[] CODE_LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final int REPEAT_PREVIOUS = 16;
    private static final int REPEAT_ZERO = 17;
    private static final int FIRST_PREVIOUS = 8;

    private final byte[] file;
    private final int end;
    private int at;
    private int bit;

    private HuffmanGroups(byte[] file, int from, int to) {
        this.file = file;
        this.at = from;
        this.end = to;
    }

    /**
     * Counts them.
     *
     * @param file in which the body of the picture's chunk lies from {@code from} to {@code to}
     * @throws IIOException if there is no telling, since the picture is damaged
     */
    static int count(byte[] file, int from, int to, int width, int height) throws IIOException {
        HuffmanGroups groups = new HuffmanGroups(file, from + HEADER_BYTES, to);
        int packedWidth = groups.skipTransforms(width, height);
        groups.colourCacheSize();
        if (groups.bits(1) == 0) {
            return 1;
        }
        int tile = groups.bits(3) + 2;
        return 1 + groups.greatestNumber(tiles(packedWidth, tile), tiles(height, tile));
    }

    private static int tiles(int side, int tile) {
        return (side + (1 << tile) - 1) >> tile;
    }

    /** Gives the width of what is left: indices of up to eight pixels are packed into one. */
    private int skipTransforms(int width, int height) throws IIOException {
        int packedWidth = width;
        while (bits(1) == 1) {
            int transform = bits(2);
            if (transform == COLOUR_INDEXING) {
                int colours = bits(8) + 1;
                greatestNumber(colours, 1);
                packedWidth = tiles(width, colours <= 2 ? 3 : colours <= 4 ? 2 : colours <= 16 ? 1 : 0);
            } else if (transform != SUBTRACT_GREEN) {
                int tile = bits(3) + 2;
                greatestNumber(tiles(packedWidth, tile), tiles(height, tile));
            }
        }
        return packedWidth;
    }

    private int colourCacheSize() throws IIOException {
        return bits(1) == 0 ? 0 : 1 << bits(4);
    }

    /** Passes over a picture of one group, and gives the greatest number in red and green of a literal pixel. */
    private int greatestNumber(int width, int height) throws IIOException {
        int[][] codes = new int[5][];
        int cacheSize = colourCacheSize();
        codes[0] = code(LITERALS + LENGTHS + cacheSize);
        codes[1] = code(LITERALS);
        codes[2] = code(LITERALS);
        codes[3] = code(LITERALS);
        codes[4] = code(DISTANCES);
        int greatest = 0;
        for (long left = (long) width * height; left > 0; ) {
            int green = symbol(codes[0]);
            if (green < LITERALS) {
                greatest = Math.max(greatest, symbol(codes[1]) << 8 | green);
                symbol(codes[2]);
                symbol(codes[3]);
                left--;
            } else if (green < LITERALS + LENGTHS) {
                left -= prefixed(green - LITERALS);
                prefixed(symbol(codes[4]));
            } else {
                left--;
            }
        }
        return greatest;
    }

    private long prefixed(int prefix) throws IIOException {
        if (prefix < 4) {
            return prefix + 1L;
        }
        int extra = (prefix - 2) >> 1;
        return ((2L + (prefix & 1)) << extra) + bits(extra) + 1;
    }

    /** Reads a canonical code: how many symbols there are of each length, 0 to 15, then the symbols in order. */
    private int[] code(int alphabet) throws IIOException {
        int[] lengths = new int[alphabet];
        if (bits(1) == 1) {
            int symbols = bits(1) + 1;
            setLength(lengths, bits(bits(1) == 1 ? 8 : 1));
            if (symbols == 2) {
                setLength(lengths, bits(8));
            }
        } else {
            readLengths(lengths);
        }
        return canonical(lengths);
    }

    private static void setLength(int[] lengths, int symbol) throws IIOException {
        if (symbol >= lengths.length) {
            throw new IIOException("expected a symbol below " + lengths.length + ", found " + symbol);
        }
        lengths[symbol] = 1;
    }

    private void readLengths(int[] lengths) throws IIOException {
        int[] lengthLengths = new int[CODE_LENGTH_ORDER.length];
        int given = bits(4) + 4;
        for (int i = 0; i < Math.min(given, CODE_LENGTH_ORDER.length); i++) {
            lengthLengths[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        int[] code = canonical(lengthLengths);
        int left = bits(1) == 1 ? 2 + bits(2 + 2 * bits(3)) : lengths.length;
        int previous = FIRST_PREVIOUS;
        for (int symbol = 0; symbol < lengths.length && left > 0; left--) {
            int length = symbol(code);
            if (length < REPEAT_PREVIOUS) {
                lengths[symbol++] = length;
                previous = length == 0 ? previous : length;
            } else {
                int times =
                        length == REPEAT_PREVIOUS ? 3 + bits(2) : length == REPEAT_ZERO ? 3 + bits(3) : 11 + bits(7);
                int to = Math.min(lengths.length, symbol + times);
                Arrays.fill(lengths, symbol, to, length == REPEAT_PREVIOUS ? previous : 0);
                symbol = to;
            }
        }
    }

    private static int[] canonical(int[] lengths) {
        int[] code = new int[16 + lengths.length];
        int next = 16;
        for (int length = 1; length < 16; length++) {
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length) {
                    code[length]++;
                    code[next++] = symbol;
                }
            }
        }
        code[0] = next - 16;
        return code;
    }

    /** Reads a symbol; the only one of a code takes no bits. */
    private int symbol(int[] code) throws IIOException {
        if (code[0] == 1) {
            return code[16];
        }
        int bits = 0;
        int first = 0;
        int index = 16;
        for (int length = 1; length < 16; length++) {
            bits = bits << 1 | bits(1);
            int count = code[length];
            if (bits - first < count) {
                return code[index + bits - first];
            }
            index += count;
            first = (first + count) << 1;
        }
        throw new IIOException("expected a Huffman code, found bits of none");
    }

    private int bits(int count) throws IIOException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (at >= end) {
                throw new IIOException("expected more of the picture, found its premature end");
            }
            value |= (file[at] >> bit & 1) << i;
            bit++;
            at += bit >> 3;
            bit &= 7;
        }
        return value;
    }
}
