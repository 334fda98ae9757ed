package io.collectionsync.state.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.h2.engine.SysProperties;

/**
 * The embedded H2 database of a data folder. The first process that opens it serves the others through a port on
 * loopback; the password file keeps other users of the machine away from that port.
 */
public final class EmbeddedDatabase {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String BIND_ADDRESS = "h2.bindAddress";
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private EmbeddedDatabase() {}

    static String url(Path dataFolder) {
        String path = dataFolder
                .toAbsolutePath()
                .normalize()
                .resolve("state")
                .toString()
                .replace('\\', '/');
        if (path.contains(";")) {
            throw new StateUnavailable("State database " + path + ": the path must not hold a semicolon");
        }
        return "jdbc:h2:file:" + path + ";AUTO_SERVER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0";
    }

    public static StateConnection in(Path dataFolder) {
        String url = url(dataFolder);
        try {
            Files.createDirectories(dataFolder, ownerOnly("rwx------"));
            return new StateConnection(url, "sa", password(dataFolder.resolve("state.password")));
        } catch (IOException | UnsupportedOperationException failed) {
            throw new StateUnavailable(
                    "State database " + dataFolder.toAbsolutePath() + ": the data folder cannot be " + "used: "
                            + failed.getClass().getSimpleName() + " " + failed.getMessage(),
                    failed);
        }
    }

    /**
     * H2 reads the address that its servers listen on once, when its classes load.
     *
     * @throws StateUnavailable if somebody loaded H2 before with another address
     */
    static void requireLoopback() {
        if (System.getProperty(BIND_ADDRESS) == null) {
            System.setProperty(BIND_ADDRESS, LOOPBACK);
        }
        if (!LOOPBACK.equals(SysProperties.BIND_ADDRESS)) {
            throw new StateUnavailable("State database: H2 would listen on "
                    + (SysProperties.BIND_ADDRESS == null ? "every address" : SysProperties.BIND_ADDRESS)
                    + "; start Java with -Dh2.bindAddress=" + LOOPBACK);
        }
    }

    /** The file's lock makes processes that start together agree on one password. */
    private static synchronized String password(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, options, ownerOnly("rw-------"))) {
            channel.lock();
            if (channel.size() == 0) {
                byte[] random = new byte[24];
                new SecureRandom().nextBytes(random);
                channel.write(ByteBuffer.wrap(HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            return read(channel);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        var content = ByteBuffer.allocate((int) channel.size());
        int at = 0;
        while (content.hasRemaining() && at >= 0) {
            at = channel.read(content, content.position());
        }
        return new String(content.array(), StandardCharsets.US_ASCII).strip();
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
