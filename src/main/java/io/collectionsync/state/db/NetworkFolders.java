package io.collectionsync.state.db;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Folders that other machines share. SQLite's locks and its shared memory hold on one machine alone
 * (https://www.sqlite.org/wal.html, "All processes using a database must be on the same host computer").
 */
final class NetworkFolders {

    /** Types as Linux and macOS name them in their mount tables. */
    private static final Set<String> TYPES = Set.of(
            "9p",
            "afpfs",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "davfs",
            "drvfs",
            "fuse.ceph",
            "fuse.curlftpfs",
            "fuse.davfs2",
            "fuse.gcsfuse",
            "fuse.glusterfs",
            "fuse.gvfsd-fuse",
            "fuse.juicefs",
            "fuse.rclone",
            "fuse.s3fs",
            "fuse.sshfs",
            "fuse.vmhgfs-fuse",
            "glusterfs",
            "gpfs",
            "lustre",
            "ncpfs",
            "nfs",
            "nfs3",
            "nfs4",
            "orangefs",
            "prl_fs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "vboxsf",
            "webdav");

    private NetworkFolders() {}

    /** @throws StateUnavailable if the folder is on another machine */
    static void refuse(StateConnection connection, Path folder) throws IOException {
        var real = folder.toRealPath();
        if (isShare(real.toString())) {
            throw refused(connection, folder, "a Windows share");
        }
        refuse(connection, folder, Files.getFileStore(real));
    }

    static void refuse(StateConnection connection, Path folder, FileStore store) {
        if (isNetwork(store.type())) {
            throw refused(connection, folder, store.type());
        }
    }

    /** @param type of a file store, as the operating system names it */
    static boolean isNetwork(String type) {
        return TYPES.contains(type.toLowerCase(Locale.ROOT));
    }

    /** @return whether a path of Windows begins with a server's name; {@code \\?\C:} and {@code \\.\C:} are local */
    static boolean isShare(String path) {
        return path.startsWith("\\\\") && !path.matches("(?i)\\\\\\\\[?.]\\\\(?!UNC\\\\).*");
    }

    private static StateUnavailable refused(StateConnection connection, Path folder, String what) {
        return connection.unavailable(folder + " is on a network file system (" + what
                + "), where its locks do not hold. Move the home to a local disk, or set state.url to a PostgreSQL or"
                + " SQL Server database");
    }
}
