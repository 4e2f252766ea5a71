package io.alignstreams.align.image;

/** What to do with the orientation that a camera wrote into a picture. */
public enum ExifOrientation {
    /** Turn the picture upright, as people see it; {@code load_image} of transformers does so. */
    APPLY,
    /** Take the pixels as they are stored; Pillow's {@code Image.open} alone does so. */
    IGNORE
}
