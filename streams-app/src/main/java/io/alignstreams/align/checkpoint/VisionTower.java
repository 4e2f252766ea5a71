package io.alignstreams.align.checkpoint;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.onnx.ActivationRange;
import io.alignstreams.align.onnx.ActivationRanges;
import io.alignstreams.align.onnx.VisionFeatures;
import io.alignstreams.align.onnx.VisionGraph;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The image tower of a checkpoint, and what graphs can be made of it. */
record VisionTower(AlignVisionConfig config, EfficientNetImageProcessor processor, Safetensors weights) {
    ModelProto fp32() throws IOException {
        return VisionGraph.build(
                config, processor.cropHeight(), processor.cropWidth(), processor.rescaleTable(), weights);
    }

    ModelProto int8(Map<String, ActivationRange> ranges) throws IOException {
        return VisionGraph.buildInt8(
                config, processor.cropHeight(), processor.cropWidth(), processor.rescaleTable(), weights, ranges);
    }

    Map<String, ActivationRange> ranges(List<RgbImage> images) throws IOException {
        return ActivationRanges.measure(config, processor.rescaleTable(), weights, images);
    }

    /** What a graph says of images, one row each. */
    List<float[]> features(ModelProto graph, List<RgbImage> images) {
        return VisionFeatures.of(graph, weights, images);
    }
}
