package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TowerSettingTest {
    @Test
    void shouldKeepOneCoreBusyOrAll() {
        assertThat(TowerSetting.threads(4)).containsExactly(1, 4);
        assertThat(TowerSetting.all(1, 4)).hasSize(6).allMatch(setting -> setting.cores() == 1 || setting.cores() == 4);
        assertThat(TowerSetting.all(4, 4)).hasSize(3).allMatch(setting -> setting.cores() == 4);
    }

    @Test
    void shouldHaveOneWayToUseOneCore() {
        assertThat(TowerSetting.threads(1)).containsExactly(1);
        assertThat(TowerSetting.all(1, 1))
                .extracting(TowerSetting::toString)
                .containsExactly("1 run x 1 thread, batch 1", "1 run x 1 thread, batch 4", "1 run x 1 thread, batch 8");
    }

    @Test
    void shouldCountInWords() {
        assertThat(new TowerSetting(2, 1, 4)).hasToString("2 runs x 1 thread, batch 4");
        assertThat(new TowerSetting(1, 2, 8)).hasToString("1 run x 2 threads, batch 8");
    }
}
