package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Failure;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.LiveRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
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
    /** The file is away. */
    private static final String GONE = "";

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

    @Test
    void aFileThatIsAwayForAMomentStopsNothing() throws IOException {
        write(WHOLE);
        var mappings = mappings();
        var watch = mappings.watch(mappings.all().get(0));
        Files.delete(file);
        Stream.generate(() -> GONE).limit(20).forEach(saved::add);
        saved.add(WHOLE);

        assertThat(watch.change()).isEmpty();
        assertThat(saved).as("it was waited for").isEmpty();
    }

    @Test
    void aFileThatStaysAwayIsAChangeOfEachMapping() throws IOException {
        write(WHOLE);
        var mappings = mappings();
        var watch = mappings.watch(mappings.all().get(0));
        Files.delete(file);

        assertThat(watch.change()).get().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Failure.Kind.MAPPINGS);
            assertThat(change.text()).startsWith("config/mappings.yaml cannot be read (NoSuchFileException): ");
        });
        write(WHOLE);
        assertThat(watch.change()).isEmpty();
    }

    @Test
    void aFileThatDoesNotComeToRestIsAChangeOfEachMapping() {
        write(WHOLE);
        var mappings = mappings();
        var watch = mappings.watch(mappings.all().get(0));
        for (int number = 0; number < 400; number++) {
            saved.add(WHOLE + "# " + number + "\n");
        }
        write(WHOLE + "# now\n");

        assertThat(watch.change())
                .get()
                .extracting(Failure::text)
                .asString()
                .startsWith("config/mappings.yaml changes all the time: ");
    }

    @Test
    void anEditThatIsRefusedIsAChangeForWhoeverWatchedBeforeIt() {
        write(WHOLE);
        var mappings = mappings();
        var mapping = mappings.all().get(0);
        var before = mappings.watch(mapping);
        write(WHOLE + "    enabled: flase\n");

        assertThat(before.change())
                .get()
                .extracting(Failure::text)
                .asString()
                .startsWith("config/mappings.yaml was edited and is refused (config/mappings.yaml:8: enabled = flase")
                .doesNotContain("\n");
        assertThat(mappings.watch(mapping).change())
                .as("the last good mappings go on")
                .isEmpty();
        write(WHOLE);
        assertThat(before.change()).isEmpty();
    }

    private Mappings mappings() {
        return new Mappings(Configuration.load(live.home, Map.of()), Map.of(), () -> {
            if (!saved.isEmpty()) {
                var text = saved.remove();
                if (!text.equals(GONE)) {
                    write(text);
                }
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
