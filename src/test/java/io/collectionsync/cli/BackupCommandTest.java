package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.state.db.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupCommandTest {

    private static final String SETTINGS =
            """
            configmgr.url = jdbc:sqlserver://sql.contoso.com;databaseName=CM_PS1;integratedSecurity=true
            tenant.contoso.id = 11111111-2222-3333-4444-555555555555
            tenant.contoso.client-id = 66666666-7777-8888-9999-aaaaaaaaaaaa
            tenant.contoso.client-secret = s3cr3t-of-contoso
            """;

    @TempDir
    Path folder;

    private Path home;
    private Path file;

    @BeforeEach
    void makeAHome() throws IOException {
        home = folder.resolve("home");
        file = folder.resolve("backup.db");
        Files.createDirectories(home.resolve("config"));
        settings("");
    }

    private void settings(String more) throws IOException {
        Files.writeString(home.resolve("config/application.properties"), SETTINGS + more);
    }

    private void makeAState() {
        StateDatabase.openEmbedded(home.resolve("data")).close();
    }

    private Shell.Printed backup(String... more) {
        var words = new String[more.length + 2];
        words[0] = "backup";
        words[1] = file.toString();
        System.arraycopy(more, 0, words, 2, more.length);
        return new Shell(home).type(words);
    }

    private void assertRefused(Shell.Printed printed, String why) {
        assertThat(printed.exit()).isEqualTo(64);
        assertThat(printed.err()).contains(why).contains("Try 'collection-sync backup --help'.");
        assertThat(printed.out()).isEmpty();
    }

    @Test
    void the_state_is_copied_beside_a_process_that_has_it_open() {
        try (var running = StateDatabase.openEmbedded(home.resolve("data"))) {
            var printed = backup();

            assertThat(printed.exit()).as(printed.err()).isZero();
            assertThat(printed.out()).startsWith("Backed up to " + file + " (").contains("keep config and routes");
            assertThat(running.restoredOf()).isEmpty();
        }
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void as_json_it_names_the_file_and_its_size() throws IOException {
        makeAState();
        var json = backup("--json").json();

        assertThat(json.path("file").asText()).isEqualTo(file.toString());
        assertThat(json.path("bytes").asLong()).isEqualTo(Files.size(file));
    }

    @Test
    void a_file_that_exists_is_wrong_usage_and_stays_as_it_is() throws IOException {
        makeAState();
        Files.writeString(file, "the backup of yesterday");

        assertRefused(backup(), "FILE = " + file + ": exists already");
        assertThat(file).hasContent("the backup of yesterday");
    }

    @Test
    void a_folder_that_does_not_exist_is_wrong_usage() {
        makeAState();
        file = folder.resolve("no such folder").resolve("backup.db");

        assertRefused(backup(), "FILE = " + file + ": its folder does not exist");
    }

    @Test
    void a_home_on_which_nothing_has_run_has_no_state_to_copy() {
        assertRefused(backup(), "there is no state yet");
        assertThat(home.resolve("data")).doesNotExist();
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.contoso.com/cs, pg_dump",
        "jdbc:sqlserver://db.contoso.com;databaseName=cs, BACKUP DATABASE"
    })
    void a_state_on_a_server_is_that_servers_to_back_up(String url, String tool) throws IOException {
        settings("state.url = " + url + "\nstate.username = me\nstate.password = pw\n");

        assertRefused(backup(), "use the server's own " + tool);
        assertThat(file).doesNotExist();
    }
}
