package io.collectionsync.state.db;

import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/**
 * SQLite itself. A distribution brings it for every supported platform in {@code lib/native}, which its launchers name
 * by the driver's own property; nothing is unpacked then, and a library that is missing is a failure. A build from
 * sources names no folder: there the driver unpacks the library of its jar into the folder for temporary files.
 */
final class NativeLibrary {

    private static final String FOLDER = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /** @throws StateUnavailable if a folder is named and this platform's library is not in it, or cannot be loaded */
    static void load(StateConnection connection) {
        String folder = System.getProperty(FOLDER);
        if (folder == null) {
            return;
        }
        String name = System.getProperty(NAME, nameHere());
        var file = Path.of(folder, name).toAbsolutePath();
        if (!Files.isRegularFile(file)) {
            throw connection.unavailable("SQLite's library " + file + " is missing: unpack the distribution again, or"
                    + " have -D" + FOLDER + " name its folder lib/native");
        }
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError refused) {
            throw connection.unavailable(
                    "SQLite's library " + file + " must be allowed to run: " + refused.getMessage());
        }
        System.setProperty(NAME, name);
    }

    private static String nameHere() {
        return OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + LibraryLoaderUtil.getNativeLibName();
    }
}
