package io.collectionsync.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads UTF-8 files as editors leave them, and says in one rule why one cannot be read. */
final class TextFile {

    private TextFile() {}

    /** @return the text without the byte order mark that some editors write */
    static String read(Path file) throws BrokenRule {
        try {
            var text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw new BrokenRule("must be saved as UTF-8");
        } catch (IOException | OutOfMemoryError unreadable) {
            throw new BrokenRule("cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
    }
}
