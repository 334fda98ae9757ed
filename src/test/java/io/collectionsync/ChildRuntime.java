package io.collectionsync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as a process of its own, which a test can kill. */
final class ChildRuntime {

    private ChildRuntime() {
    }

    /** @param name names its log in the home */
    static Process start(Path home, String name, String... command) throws IOException {
        var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx200m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                "io.collectionsync.Application"));
        line.addAll(List.of(command));
        line.addAll(List.of("--home", home.toString()));
        return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(home.resolve(name + ".log").toFile())
                .start();
    }
}
