package io.alignstreams.align.image;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Files that are made to harm whoever decodes them, by what they are. */
public final class HostileImages {
    private static final int[] SIDES = {20_000, 30_000, 65_535};

    /** Of the largest square image within the default limit. */
    private static final int LARGEST = 7_071;

    private static final int MIB = 1 << 20;

    private HostileImages() {}

    /** Files of a few bytes that ask for more pixels or more passes over them than are taken. */
    public static Map<String, byte[]> bombs() {
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        for (int side : SIDES) {
            bombs.put("png of " + side, HostilePng.grey(side, side, 8, 0, 10_000));
            bombs.put("interlaced png of " + side, HostilePng.grey(side, side, 16, 1, 10_000));
            bombs.put("gif of " + side, HostileGif.frames(side, side, 1));
            int bmpSide = Math.min(side, HostileBmp.LONGEST_SIDE);
            bombs.put("bmp of " + bmpSide, HostileBmp.palette(bmpSide, -bmpSide, 0));
            bombs.put("run-length encoded bmp of " + bmpSide, HostileBmp.palette(bmpSide, bmpSide, 1));
            bombs.put("webp animation of " + side, HostileWebp.animation(side, side, 1));
            int jpegSide = Math.min(side, HostileJpeg.LONGEST_SIDE);
            bombs.put("jpeg of " + jpegSide, HostileJpeg.of(jpegSide, jpegSide, false, 1));
            bombs.put("progressive jpeg of " + jpegSide, HostileJpeg.of(jpegSide, jpegSide, true, 50));
            int webpSide = Math.min(side, HostileWebp.LONGEST_SIDE);
            bombs.put("lossy webp of " + webpSide, HostileWebp.lossy(webpSide));
            bombs.put("lossless webp of " + webpSide, HostileWebp.lossless(webpSide));
        }
        bombs.put("png of 2147483647", HostilePng.grey(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, 0, 100));
        bombs.put("progressive jpeg of 2000 scans", HostileJpeg.of(LARGEST, LARGEST, true, 2_000));
        bombs.put(
                "progressive jpeg of 2000 scans behind what is no marker",
                HostileJpeg.withBeforeScans(HostileJpeg.of(LARGEST, LARGEST, true, 2_000), 0xFF, 0, 0xFF, 0xFF, 0));
        bombs.put("lossless webp of 65536 groups of codes", HostileWebp.groups(1_024, 65_536));
        bombs.put("lossy webp of 17 MB", HostileWebp.lossyOf(1_000, 17 * MIB));
        bombs.put("run-length encoded bmp of 9 MB", HostileBmp.runs(9 * MIB));
        return bombs;
    }

    /** Files that mislead about what is in them, and cannot be decoded. */
    public static Map<String, byte[]> lies() {
        Map<String, byte[]> lies = new LinkedHashMap<>();
        lies.put("bmp of a jpeg of 2 GB", HostileBmp.holding(4));
        lies.put("bmp of a png of 2 GB", HostileBmp.holding(5));
        lies.put("webp without chunks", HostileWebp.rawPicture());
        lies.put("webp of an unknown chunk at first", HostileWebp.behindUnknownChunk());
        lies.put(
                "jpeg that ends before its scans",
                HostileJpeg.withBeforeScans(HostileJpeg.of(LARGEST, LARGEST, true, 2_000), 0xFF, 0xD9));
        lies.put("jpeg beyond libjpeg's sides", HostileJpeg.of(65_535, 65_535, false, 1));
        lies.put("png without an end", Arrays.copyOf(HostilePng.grey(LARGEST, LARGEST, 8, 0, 10_000), 9_000));
        lies.put("lossy webp without samples", HostileWebp.lossy(4_000));
        lies.put("gif whose large frame lies in an extension", HostileGif.hiddenFrame(12_000));
        return lies;
    }

    /** Files within the limits that are much work, or little but endless. */
    public static Map<String, Supplier<byte[]>> labours() {
        Map<String, Supplier<byte[]>> labours = new LinkedHashMap<>();
        labours.put("progressive jpeg of 12 scans", () -> HostileJpeg.of(side(9), side(9), true, 12));
        labours.put("jpeg of one component's scan of three", () -> HostileJpeg.ofOneComponentsScan(side(10), side(10)));
        labours.put("dense progressive jpeg of 200 scans", () -> HostileJpeg.dense(1_500, 1_500, 200));
        labours.put("large dense progressive jpeg of 12 scans", () -> HostileJpeg.dense(side(11), side(11), 12));
        labours.put("gif of 20 MB of warnings", () -> HostileGif.warnings(20 * MIB));
        labours.put("png of 40 MB of suggested colours", () -> HostilePng.suggestedPalette(40 * MIB));
        labours.put("run-length encoded bmp of 7 MB", () -> HostileBmp.runs(7 * MIB));
        labours.put("lossless webp of 3000 groups of codes", () -> HostileWebp.groups(1_024, 3_000));
        labours.put("small progressive jpeg of 20000 scans", () -> HostileJpeg.of(600, 600, true, 20_000));
        labours.put("jpeg without samples", () -> HostileJpeg.of(LARGEST, LARGEST, false, 1));
        labours.put(
                "jpeg of 40 MB of segments",
                () -> HostileJpeg.withBeforeScans(HostileJpeg.of(600, 600, false, 1), HostileJpeg.segments(40 * MIB)));
        labours.put(
                "jpeg of 40 MB that are no segments",
                () -> HostileJpeg.withBeforeScans(HostileJpeg.of(600, 600, false, 1), new byte[40 * MIB]));
        labours.put("gif of 200000 frames", () -> HostileGif.frames(100, 100, 200_000));
        labours.put("gif of 40 MB of comments", () -> HostileGif.comments(40 * MIB));
        labours.put("webp of 200000 frames", () -> HostileWebp.animation(100, 100, 200_000));
        labours.put("lossless webp of 34 bytes", () -> HostileWebp.lossless(side(11)));
        labours.put("png of 400000 texts", () -> HostilePng.texts(400_000));
        labours.put("png of texts that inflate to 10 GB", () -> HostilePng.compressedTexts(10));
        labours.put("png of overlapping EXIF values", () -> HostilePng.overlappingExif(20_000, 8 * MIB));
        labours.put("png", () -> HostilePng.grey(side(4), side(4), 8, 0, 60_000));
        labours.put("interlaced png of 16 bits", () -> HostilePng.grey(side(5), side(5), 16, 1, 120_000));
        labours.put("run-length encoded bmp", () -> HostileBmp.palette(LARGEST, LARGEST, 1));
        labours.put("gif that ends early", () -> HostileGif.frames(side(4), side(4), 1));
        labours.put("strip", () -> HostilePng.grey(10, ImageDecoder.MAX_SIDE, 8, 0, 1_000));
        return labours;
    }

    /** Of the largest square image of so many bytes a pixel that may be decoded. */
    private static int side(int bytesAPixel) {
        long room = Runtime.getRuntime().maxMemory() / 2;
        return (int) Math.sqrt((double) Math.min((long) LARGEST * LARGEST, room / bytesAPixel));
    }
}
