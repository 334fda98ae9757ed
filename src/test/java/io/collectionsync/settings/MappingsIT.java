package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of mappings while somebody edits it. */
class MappingsIT {

    private static final String CUT =
            """
            mappings:
              - name: ring
                group: 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40
                tenant: contoso
                collections:
                  - PS100012
            """;
    private static final String WHOLE = CUT + "      - PS100015\n";

    private LiveRuntime live;
    private Path file;
    /** What the file holds after each moment that the program waits. */
    private final Queue<String> saved = new ArrayDeque<>();

    @BeforeEach
    void start(@TempDir Path home) {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(200), home);
        file = home.resolve("config/mappings.yaml");
    }

    @AfterEach
    void close() {
        live.close();
    }

    @Test
    void aHalfSavedFileThatIsValidIsNotTaken() {
        write(WHOLE.replace("ring", "ring-before"));
        var mappings = mappings();
        write(CUT);
        saved.add(WHOLE);

        assertThat(mappings.all()).singleElement().satisfies(mapping -> {
            assertThat(mapping.name()).isEqualTo("ring");
            assertThat(mapping.collections()).containsExactly("PS100012", "PS100015");
        });
    }

    @Test
    void aFileThatDoesNotComeToRestIsLeftToTheNextLook() {
        write(WHOLE);
        var mappings = mappings();
        for (int number = 0; number < 10; number++) {
            saved.add(CUT + "# " + number + "\n");
        }
        write(CUT);

        assertThat(mappings.all().get(0).collections()).hasSize(2);
        assertThat(saved).isEmpty();
        assertThat(mappings.all().get(0).collections()).containsExactly("PS100012");
    }

    @Test
    void aFileWithFaultsIsRefusedAndTheLastGoodMappingsGoOnUntilItIsMended() {
        write(WHOLE);
        var mappings = mappings();
        write("mappings: none\n");
        assertThat(mappings.all()).hasSize(1);
        assertThat(mappings.fault()).contains("mappings.yaml");

        write(WHOLE);
        assertThat(mappings.all()).hasSize(1);
        assertThat(mappings.fault()).isNull();
    }

    private Mappings mappings() {
        return new Mappings(Configuration.load(live.home, Map.of()), Map.of(), () -> {
            if (!saved.isEmpty()) {
                write(saved.remove());
            }
        });
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
