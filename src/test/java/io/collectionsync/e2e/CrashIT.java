package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that crashes ends with 1 or with its signal's code: 2 and 3 say that there are changes, or holds. */
class CrashIT {

    /** A world that does not fit. */
    private static final String[] TOO_MUCH = {"sandbox", "--devices", "400000"};

    private static final String LITTLE = "-Xmx20m";

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void outOfMemoryIsOneAndItsReportLiesBesideTheState(boolean isNamedByOption) throws IOException {
        Files.createDirectories(home.resolve("data"));
        var program = isNamedByOption
                ? Distribution.on(home)
                : Distribution.on(null).with("COLLECTION_SYNC_HOME", home.toString());

        var result = program.with("JAVA_OPTS", LITTLE).run(TOO_MUCH).requireExit(1);

        assertThat(result.err()).contains("Aborting due to java.lang.OutOfMemoryError");
        assertThat(home.resolve("data/crash.log")).content().contains("OutOfMemory encountered");
    }

    @Test
    void aHomeThatIsWrittenWithAnEqualsSignIsFoundToo() throws IOException {
        Files.createDirectories(home.resolve("data"));

        Distribution.on(null)
                .with("JAVA_OPTS", LITTLE)
                .run("sandbox", "--devices", "400000", "--home=" + home)
                .requireExit(1);

        assertThat(home.resolve("data/crash.log")).exists();
    }

    @ParameterizedTest
    @CsvSource({"-XX:+NoSuchFlag, 1", "-Xmx1k, 1", "-javaagent:none.jar, 1"})
    void aJavaThatDoesNotStartIsOne(String options, int exit) {
        Distribution.on(home).with("JAVA_OPTS", options).run("apply").requireExit(exit);
    }

    @Test
    void aJavaThatIsNotThereIsTheShellsWord() {
        assertThat(Distribution.on(home)
                        .with("JAVA_HOME", home.toString())
                        .run("apply")
                        .exitCode())
                .isNotIn(0, 2, 3, 64);
    }

    @Test
    void soDoesTheImage() {
        assertThat(Path.of("pom.xml"))
                .content()
                .contains("<jvmFlag>-XX:+CrashOnOutOfMemoryError</jvmFlag>")
                .contains("<jvmFlag>-XX:-CreateCoredumpOnCrash</jvmFlag>")
                .contains("<jvmFlag>-XX:ErrorFile=/var/lib/collection-sync/data/crash.log</jvmFlag>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin/collection-sync", "bin/collection-sync.cmd", "service/collection-sync.xml"})
    void whateverStartsTheProgramEndsItWithOneWhenMemoryIsOut(String file) {
        assertThat(Distribution.FOLDER.resolve(file).normalize())
                .content()
                .contains("-XX:+CrashOnOutOfMemoryError")
                .contains("-XX:-CreateCoredumpOnCrash")
                .containsPattern("-XX:ErrorFile=\\S.*data[/\\\\]crash.log")
                .doesNotContain("-XX:+ExitOnOutOfMemoryError");
    }
}
