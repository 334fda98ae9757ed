package io.collectionsync.testkit;

import io.collectionsync.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** The program as a process of its own, which a test can kill. */
public final class ChildRuntime {

    /** Where killed processes leave what SQLite's driver has unpacked; goes with the tests' own process. */
    private static final Path UNPACKED = unpacked();

    private ChildRuntime() {}

    private static Path unpacked() {
        try {
            var folder = Files.createTempDirectory("collection-sync-children");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** @return the flag of Java that every process needs which may be killed */
    public static String flag() {
        return "-Dorg.sqlite.tmpdir=" + UNPACKED;
    }

    /** @param name names its log in the home */
    public static Process start(Path home, String name, String... command) throws IOException {
        var words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--home", home.toString()));
        return java(home.resolve(name + ".log"), List.of("-Xmx200m"), Application.class, words.toArray(String[]::new));
    }

    /** @param output receives all that it prints; @param flags of Java; @param main stands on the tests' class path */
    public static Process java(Path output, List<String> flags, Class<?> main, String... words) throws IOException {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                flag(),
                "-cp",
                System.getProperty("java.class.path")));
        line.addAll(flags);
        line.add(main.getName());
        line.addAll(List.of(words));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
