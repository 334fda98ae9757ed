package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings graph.*: what Graph allows. Defaults, all keys set, and faults. */
class GraphSettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        assertThat(home.with("").graph())
                .isEqualTo(new GraphLimits(
                        3000,
                        Duration.ofSeconds(150),
                        3500,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(250),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1)));
    }

    @Test
    void all_keys_set() {
        assertThat(home.with("graph.write-quota = 10\ngraph.write-window = 500ms\ngraph.read-quota = 20\n"
                                + "graph.read-window = 1s\ngraph.retry-delay = 10ms\ngraph.replica-lag = 7ms\n"
                                + "graph.device-memory = 9m\n")
                        .graph())
                .isEqualTo(new GraphLimits(
                        10,
                        Duration.ofMillis(500),
                        20,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(7),
                        Duration.ofMinutes(9)));
    }

    @Test
    void faults() {
        assertThat(home.faultsWith("graph.write-quota = 0\ngraph.write-window = 150\n"))
                .containsExactly(
                        "graph.write-quota = 0: must be a whole number of 1 or more",
                        "graph.write-window = 150: must be a time above 0 with its unit, such as 500ms, 150s, 10m, 24h or 7d");
    }
}
