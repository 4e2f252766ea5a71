package io.alignstreams.align.image;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes files as fuzzers do. */
public final class Mutations {
    private static final int[] TELLING = {0, 1, 0x7F, 0x80, 0xFF, 0xD8, 0xD9, 0xDA, 0xC0, 0xC2, 0xC4};
    private static final int MOST_CHANGES = 8;

    private Mutations() {}

    /** A file with some changes. */
    public static byte[] of(List<byte[]> files, Random dice) {
        byte[] file = files.get(dice.nextInt(files.size())).clone();
        int changes = 1 + dice.nextInt(MOST_CHANGES);
        for (int change = 0; change < changes && file.length > 1; change++) {
            file = changed(file, files, dice);
        }
        return file;
    }

    private static byte[] changed(byte[] file, List<byte[]> files, Random dice) {
        int at = dice.nextInt(file.length);
        int length = 1 + dice.nextInt(Math.min(32, file.length - at));
        switch (dice.nextInt(8)) {
            case 0 -> file[at] ^= (byte) (1 << dice.nextInt(8));
            case 1 -> file[at] = (byte) dice.nextInt(256);
            case 2 -> file[at] = (byte) TELLING[dice.nextInt(TELLING.length)];
            case 3 -> Arrays.fill(file, at, at + length, (byte) TELLING[dice.nextInt(TELLING.length)]);
            case 4 -> {
                return spliced(file, at, at + length, new byte[0]);
            }
            case 5 -> {
                return spliced(file, at, at, Arrays.copyOfRange(file, at, at + length));
            }
            case 6 -> {
                return Arrays.copyOf(file, Math.max(1, at));
            }
            default -> {
                byte[] other = files.get(dice.nextInt(files.size()));
                int from = dice.nextInt(other.length);
                byte[] part = Arrays.copyOfRange(other, from, Math.min(other.length, from + 2 * length));
                return spliced(file, at, at + length, part);
            }
        }
        return file;
    }

    private static byte[] spliced(byte[] file, int from, int to, byte[] part) {
        byte[] spliced = new byte[file.length - (to - from) + part.length];
        System.arraycopy(file, 0, spliced, 0, from);
        System.arraycopy(part, 0, spliced, from, part.length);
        System.arraycopy(file, to, spliced, from + part.length, file.length - to);
        return spliced;
    }
}
