package io.alignstreams.eval;

import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.world.Concepts;
import io.alignstreams.world.Scene;
import io.alignstreams.world.World;
import io.alignstreams.world.World.Picture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Pictures of all kinds to measure a label set on. A label is true of half of them, so that there are enough to count, or of
 * all if there is a label for everything in this world.
 *
 * @param prevalences for each group, the part of the world's pictures that one of its labels is true of, 0 to 1
 */
record LabelledPictures(List<Picture> pictures, List<Double> prevalences) {
    LabelledPictures {
        pictures = List.copyOf(pictures);
        prevalences = List.copyOf(prevalences);
    }

    /** Draws them; a label has to be true of some kind of thing. */
    static LabelledPictures draw(World world, LabelSet labelSet, int count) {
        int truesLeft = LabelTruth.kinds(labelSet) == Concepts.all().size() ? count : count / 2;
        int othersLeft = count - truesLeft;
        List<LabelGroup> groups = labelSet.getGroups();
        List<Integer> trues = new ArrayList<>(Collections.nCopies(groups.size(), 0));
        List<Picture> pictures = new ArrayList<>();
        long number = 0;
        for (; truesLeft + othersLeft > 0; number++) {
            Scene scene = world.scene(number);
            boolean isTrue = false;
            for (int group = 0; group < groups.size(); group++) {
                if (LabelTruth.isTrue(groups.get(group), scene)) {
                    trues.set(group, trues.get(group) + 1);
                    isTrue = true;
                }
            }
            if ((isTrue ? truesLeft : othersLeft) > 0) {
                pictures.add(world.picture(number));
                truesLeft -= isTrue ? 1 : 0;
                othersLeft -= isTrue ? 0 : 1;
            }
        }
        double seen = number;
        return new LabelledPictures(
                pictures, trues.stream().map(times -> times / seen).toList());
    }
}
