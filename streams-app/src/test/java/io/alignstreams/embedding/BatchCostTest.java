package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchCostTest {
    private static final long MS = 1_000_000;

    @Test
    void shouldTakeAllWithoutABudget() {
        BatchCost cost = new BatchCost(0, 32);

        cost.ran(32, 1_000 * MS);

        assertThat(cost.most()).isEqualTo(32);
    }

    @Test
    void shouldTakeAllUntilItKnowsBetter() {
        assertThat(new BatchCost(10 * MS, 32).most()).isEqualTo(32);
    }

    @Test
    void shouldTakeAsManyAsFitIntoTheBudget() {
        BatchCost cost = new BatchCost(50 * MS, 128);

        for (int batch : new int[] {1, 7, 128, 30}) {
            cost.ran(batch, (40 + batch) * MS);
        }

        assertThat(cost.most()).isEqualTo(10);
    }

    @Test
    void shouldTakeOneAtLeast() {
        BatchCost cost = new BatchCost(5 * MS, 8);

        cost.ran(1, 40 * MS);
        cost.ran(8, 47 * MS);

        assertThat(cost.most()).isEqualTo(1);
    }

    @Test
    void shouldTryMoreOfOneImageThatIsInTime() {
        BatchCost cost = new BatchCost(40 * MS, 32);
        for (int i = 0; i < 2_000; i++) {
            cost.ran(1, 21 * MS);
        }

        assertThat(cost.most()).isEqualTo(2);
        cost.ran(2, 22 * MS);
        assertThat(cost.most()).isBetween(19, 20);
    }

    @Test
    void shouldTryFewerWhileAllRunsAreOfOneSizeThatIsLate() {
        BatchCost cost = new BatchCost(20 * MS, 8);

        cost.ran(8, 80 * MS);
        cost.ran(8, 80 * MS);

        assertThat(cost.most()).isEqualTo(4);
    }

    @Test
    void shouldTakeOneImageWhereALargerBatchIsSlowerByTheImage() {
        BatchCost cost = new BatchCost(150 * MS, 8);

        cost.ran(1, 100 * MS);
        cost.ran(8, 960 * MS);

        assertThat(cost.most()).isEqualTo(1);
    }

    @Test
    void shouldForgetHowFastItWas() {
        BatchCost cost = new BatchCost(100 * MS, 32);
        for (int i = 0; i < 100; i++) {
            cost.ran(1 + i % 32, (1 + i % 32) * MS);
        }

        for (int i = 0; i < 500; i++) {
            cost.ran(1 + i % 32, (1 + i % 32) * (10 * MS));
        }

        assertThat(cost.most()).isEqualTo(10);
    }
}
