package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxMapping;
import io.collectionsync.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A sandbox in this process, and homes whose settings lead to it. */
final class Company implements AutoCloseable {

    static final String SETTINGS = "config/application.properties";
    static final String MAPPINGS = "config/mappings.yaml";

    final Sandbox sandbox;
    private final Path folder;
    private int homes;

    Company(SandboxOptions options, Path folder) {
        this.folder = folder;
        sandbox = Sandbox.start(options);
        Distribution.neverShow(sandbox.site().password());
        sandbox.graph()
                .tenants()
                .forEach(tenant -> Distribution.neverShow(tenant.app().clientSecret()));
    }

    /** A fresh home with the five mappings of the sandbox. */
    Path home() {
        return home("home-" + ++homes);
    }

    Path home(String name) {
        var home = folder.resolve(name);
        sandbox.writeHome(home, Distribution.FOLDER.resolve("routes"));
        // one group begins with a stranger: these tests are about other things than a first run
        append(home, SETTINGS, "guard.first-run = limits\n");
        return home;
    }

    SandboxGroup group(String mapping) {
        return mapping(mapping).group();
    }

    /** Object ids that the group of a mapping should hold. */
    Set<UUID> expected(String mapping) {
        return sandbox.expectedMembers(
                mapping(mapping).tenant(), mapping(mapping).collections());
    }

    private SandboxMapping mapping(String name) {
        return sandbox.mappings().stream()
                .filter(mapping -> mapping.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    void requireEqual(String... mappings) {
        for (String mapping : mappings) {
            var missing = new HashSet<>(expected(mapping));
            var foreign = new HashSet<>(group(mapping).members());
            missing.removeAll(group(mapping).members());
            foreign.removeAll(expected(mapping));
            assertThat(missing).as("missing in " + mapping).isEmpty();
            assertThat(foreign).as("foreign in " + mapping).isEmpty();
        }
    }

    /** Every group of the mappings without a member, whatever other tests left. */
    void emptyGroups() {
        sandbox.mappings().forEach(mapping -> mapping.group().setMembers(List.of()));
    }

    static void write(Path home, String file, String text) {
        try {
            Files.createDirectories(home.resolve(file).getParent());
            Files.writeString(home.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path home, String file) {
        try {
            return Files.readString(home.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void append(Path home, String file, String text) {
        write(home, file, read(home, file) + text);
    }

    /** Replaces the one line that starts with {@code start}. */
    static void replaceLine(Path home, String file, String start, String line) {
        String before = read(home, file);
        String after = before.lines()
                .map(old -> old.startsWith(start) ? line : old)
                .reduce("", (text, next) -> text + next + "\n");
        assertThat(after).as("the line %s in %s", start, file).isNotEqualTo(before);
        write(home, file, after);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
