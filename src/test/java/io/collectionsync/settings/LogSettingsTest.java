package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings log.*. Defaults, all keys set, and faults. */
class LogSettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        assertThat(home.with("").monitoring().log()).isEqualTo(new Log(false, null));
    }

    @Test
    void all_keys_set() {
        assertThat(home.with("log.format = json\nlog.file = logs/a.log\n")
                        .monitoring()
                        .log())
                .isEqualTo(new Log(true, home.path.resolve("logs/a.log")));
    }

    @Test
    void faults() {
        assertThat(home.faultsWith("log.format = xml\n"))
                .containsExactly("log.format = xml: must be one of text, json");
        assertThat(home.faultsWith("log.file = config\n"))
                .containsExactly("log.file = config: must name a file, not a folder");
    }
}
