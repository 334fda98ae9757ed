package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The settings schedule.*, dead-letters.cron and apply.*: when runs begin, and whether they write. Defaults, all keys set,
 * and faults.
 */
class ScheduleSettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        var settings = home.with("");
        assertThat(settings.runs().schedule()).isEqualTo(new Schedule("0 0/5 * * * ?", "30 0/5 * * * ?"));
        assertThat(settings.applyEnabled()).isTrue();
    }

    @Test
    void all_keys_set() {
        var settings = home.with(
                """
                schedule.cron = 0 0 3 ? * MON-FRI
                dead-letters.cron = 0 30 * * * ?
                apply.enabled = false
                """);
        assertThat(settings.runs().schedule()).isEqualTo(new Schedule("0 0 3 ? * MON-FRI", "0 30 * * * ?"));
        assertThat(settings.applyEnabled()).isFalse();
    }

    @Test
    void faults() {
        assertThat(
                        home.faultsWith(
                                """
                schedule.cron = */5 * * * *
                dead-letters.cron = 0 0 0 1 1 ? 1999
                apply.enabled = no
                """))
                .containsExactly(
                        "schedule.cron = */5 * * * *: must be a Quartz cron expression of 6 or 7 fields such as 0 0/5 * * * ?",
                        "dead-letters.cron = 0 0 0 1 1 ? 1999: must be a Quartz cron expression that fires in the future",
                        "apply.enabled = no: must be true or false");
    }
}
