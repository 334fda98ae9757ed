package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.LOG_FILE;
import static io.collectionsync.settings.SettingKey.LOG_FORMAT;

import java.nio.file.Path;
import java.util.List;

/**
 * What the log looks like and where it goes beside standard error.
 *
 * @param json whether each line is a JSON object
 * @param file the runtime's log file, rotated; null: none
 */
public record Log(boolean json, Path file) {

    /** @return null after a fault */
    static Log read(Values values) {
        var format = values.get(LOG_FORMAT, text -> Rules.oneOf(text, List.of("text", "json"), word -> word));
        var file = values.get(LOG_FILE, text -> Rules.path(values.home(), text));
        return format == null ? null : new Log(format.equals("json"), file);
    }
}
