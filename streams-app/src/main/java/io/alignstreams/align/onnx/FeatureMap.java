package io.alignstreams.align.onnx;

/**
 * A value of the graph: float32 [batch, channels, rows, columns], or [batch, rows, columns, channels].
 *
 * @param name of the value
 * @param channelsLast whether it is the latter
 */
record FeatureMap(String name, int channels, int rows, int columns, boolean channelsLast) {
    /** Another value of the same shape. */
    FeatureMap named(String other) {
        return new FeatureMap(other, channels, rows, columns, channelsLast);
    }

    FeatureMap withChannels(String other, int otherChannels) {
        return new FeatureMap(other, otherChannels, rows, columns, channelsLast);
    }
}
