package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings state.*: the state database. Defaults, all keys set, and faults. */
class StateSettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        assertThat(home.with("").state()).isEqualTo(new State(null, null, null));
        assertThat(home.with("").state().isEmbedded()).isTrue();
    }

    @Test
    void all_keys_set() {
        assertThat(home.with("state.url = jdbc:postgresql://db/x\nstate.username = me\nstate.password = hunter2\n")
                        .state())
                .isEqualTo(new State("jdbc:postgresql://db/x", "me", "hunter2"))
                .asString()
                .doesNotContain("hunter2");
    }

    @Test
    void faults() {
        assertThat(home.faultsWith("state.url = db\n"))
                .singleElement()
                .asString()
                .contains("must be a JDBC URL");
        assertThat(home.faultsWith("state.url = jdbc:h2:file:/data/state\n"))
                .singleElement()
                .asString()
                .contains("must be a JDBC URL that begins with jdbc:postgresql: or jdbc:sqlserver:");
        assertThat(home.faultsWith("state.username = me\nstate.password = x\n"))
                .containsExactly(
                        "state.username = me: must not stand without state.url",
                        "state.password = ***: must not stand without state.url");
        assertThat(home.faultsWith("state.url = jdbc:postgresql://db/x\nstate.username = me\n"))
                .containsExactly("state.username = me: must not stand without state.password");
    }
}
