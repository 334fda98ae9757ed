package io.collectionsync.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds what the program prints against a text in the sources that somebody has read and approved. With
 * {@code -Dapprove=true} the text is written anew instead: read what version control shows as changed, then commit it.
 */
public final class Approved {

    private static final boolean RENEW = Boolean.getBoolean("approve");

    private Approved() {}

    /**
     * @param file    the approved text, its path from the folder of {@code pom.xml} on
     * @param printed what was printed now, without times, ids of runs and ports
     * @throws AssertionError if they differ, or there is no approved text
     */
    public static void require(Path file, String printed) {
        try {
            if (RENEW) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, printed);
            }
            assertThat(file).as("renew it with -Dapprove=true").exists();
            assertThat(printed.lines().toList())
                    .as("%s; renew it with -Dapprove=true", file)
                    .isEqualTo(Files.readString(file).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
