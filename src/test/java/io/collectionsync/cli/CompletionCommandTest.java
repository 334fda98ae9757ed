package io.collectionsync.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

    @TempDir
    Path folder;

    static boolean hasBash() {
        return Files.isExecutable(Path.of("/bin/bash"));
    }

    @Test
    void powershell_is_told_the_words_that_may_follow_each_command() {
        var printed = new Shell(folder).bare("completion", "powershell");
        assertThat(printed.exit()).isZero();
        assertThat(printed.out())
                .contains(
                        "Register-ArgumentCompleter -Native -CommandName collection-sync",
                        "'mappings' = @(",
                        "'mappings add' = @('--collection'",
                        "'add'",
                        "'groups search'");
    }

    @Test
    @EnabledIf("hasBash")
    void bash_completes_commands_and_options() throws Exception {
        var script = folder.resolve("completion.bash");
        Files.writeString(script, new Shell(folder).bare("completion", "bash").out());
        var process = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        "source '" + script + "'; COMP_WORDS=(collection-sync map);"
                                + " COMP_CWORD=1; _complete_collection-sync; echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).contains("mappings");
    }
}
