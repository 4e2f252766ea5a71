package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    @Test
    void shouldKnowOfX86WhetherItHasVnni() {
        assertThat(Processor.lacksVnni(List.of("processor\t: 0", "flags\t\t: fpu avx2 avx512f avx512_vnni")))
                .isFalse();
        assertThat(Processor.lacksVnni(List.of("processor\t: 0", "flags\t\t: fpu avx2 avx_vnni")))
                .isFalse();
        assertThat(Processor.lacksVnni(List.of("processor\t: 0", "flags\t\t: fpu avx2")))
                .isTrue();
        assertThat(Processor.lacksVnni(List.of("processor\t: 0", "Features\t: fp asimd asimddp")))
                .isFalse();
    }
}
