package io.collectionsync.settings;

import java.nio.file.Path;

/**
 * What the log looks like and where it goes beside standard error.
 *
 * @param json whether each line is a JSON object
 * @param file the runtime's log file, rotated; null: none
 */
public record Log(boolean json, Path file) {}
