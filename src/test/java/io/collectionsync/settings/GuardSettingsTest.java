package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.FirstRun;
import io.collectionsync.membership.Limits;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings guard.*: limits of removals. Defaults, all keys set, and faults. */
class GuardSettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        assertThat(home.with("").guard()).isEqualTo(Limits.DEFAULT);
        assertThat(home.with("").tenantGuard()).isEqualTo(new TenantGuard(5000, Duration.ofHours(24)));
    }

    @Test
    void all_keys_set() {
        var settings = home.with(
                """
                guard.max-removals = 1
                guard.max-removal-percent = 100
                guard.small-group = 3
                guard.allow-empty = true
                guard.window = 12h
                guard.first-run = limits
                guard.tenant-max-removals = 4
                guard.tenant-window = 7d
                """);
        assertThat(settings.guard()).isEqualTo(new Limits(1, 100, 3, true, Duration.ofHours(12), FirstRun.LIMITS));
        assertThat(settings.tenantGuard()).isEqualTo(new TenantGuard(4, Duration.ofDays(7)));
    }

    @Test
    void zero_means_none_allowed() {
        assertThat(home.with("guard.max-removals = 0\nguard.max-removal-percent = 0\nguard.small-group = 0\n")
                        .guard())
                .isEqualTo(new Limits(0, 0, 0, false));
        assertThat(home.with("guard.tenant-max-removals = 0\n").tenantGuard().maxRemovals())
                .isZero();
    }

    @Test
    void unlimited_switches_a_limit_off() {
        assertThat(home.with("guard.max-removals = unlimited\nguard.max-removal-percent = unlimited\n")
                        .guard())
                .isEqualTo(new Limits(Limits.UNLIMITED, Limits.UNLIMITED, 20, false));
        assertThat(home.with("guard.tenant-max-removals = unlimited\n")
                        .tenantGuard()
                        .maxRemovals())
                .isEqualTo(Limits.UNLIMITED);
    }

    @Test
    void faults() {
        assertThat(
                        home.faultsWith(
                                """
                guard.max-removals = 2147483647
                guard.max-removal-percent = 20%
                guard.small-group = unlimited
                guard.allow-empty = True
                guard.window = 24
                guard.tenant-max-removals = -1
                guard.tenant-window = 0h
                """))
                .containsExactly(
                        "guard.max-removals = 2147483647: must be at most 999999999",
                        "guard.max-removal-percent = 20%: must be a whole number from 0 to 100, or 'unlimited'",
                        "guard.small-group = unlimited: must be a whole number of 0 or more",
                        "guard.allow-empty = True: must be true or false",
                        "guard.window = 24: must be a time above 0 with its unit, such as 500ms, 150s, 10m, 24h or 7d",
                        "guard.tenant-max-removals = -1: must be a whole number of 0 or more, or 'unlimited'",
                        "guard.tenant-window = 0h: must be a time above 0 with its unit, such as 500ms, 150s, 10m, 24h or 7d");
        assertThat(home.faultsWith("guard.max-removal-percent = 101\n")).hasSize(1);
    }
}
