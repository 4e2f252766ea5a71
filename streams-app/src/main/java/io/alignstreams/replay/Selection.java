package io.alignstreams.replay;

import io.alignstreams.topology.Code;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are to be replayed.
 *
 * @param codes empty: all
 * @param since when the first of each partition was written; null: all that are not done with
 * @param again whether those are replayed, too, that were replayed before
 */
public record Selection(Set<Code> codes, @Nullable Instant since, boolean again) {
    public Selection {
        codes = Set.copyOf(codes);
    }

    Set<String> names() {
        return codes.stream().map(Code::name).collect(Collectors.toSet());
    }

    boolean takes(String code) {
        return codes.isEmpty() || names().contains(code);
    }
}
