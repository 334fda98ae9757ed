package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a state file must not lie. */
class NetworkFoldersTest {

    @TempDir
    Path folder;

    @Test
    void aStateOnANetworkFileSystemIsRefusedInOneLineThatSaysWhatToDo() {
        assertThatThrownBy(() -> NetworkFolders.refuse(StateConnection.embedded(folder), folder, store("nfs4")))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("State database jdbc:sqlite:" + folder)
                .hasMessageContaining(folder + " is on a network file system (nfs4), where its locks do not hold")
                .hasMessageContaining("Move the home to a local disk, or set state.url")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afpfs", "ceph", "NFS"})
    void typesOfOtherMachinesAreKnown(String type) {
        assertThat(NetworkFolders.isNetwork(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "fuseblk", "apfs", "NTFS", "ReFS"})
    void localDisksAreNotRefused(String type) {
        assertThatCode(() -> NetworkFolders.refuse(StateConnection.embedded(folder), folder, store(type)))
                .doesNotThrowAnyException();
    }

    @Test
    void theShareOfAWindowsServerIsAnotherMachineAndALongLocalPathIsNot() {
        assertThat(NetworkFolders.isShare("\\\\server\\share\\home\\data")).isTrue();
        assertThat(NetworkFolders.isShare("\\\\?\\UNC\\server\\share\\data")).isTrue();
        assertThat(NetworkFolders.isShare("\\\\?\\C:\\ProgramData\\Collection Sync\\data"))
                .isFalse();
        assertThat(NetworkFolders.isShare("C:\\ProgramData\\Collection Sync\\data"))
                .isFalse();
        assertThat(NetworkFolders.isShare("/var/lib/collection-sync/data")).isFalse();
    }

    @Test
    void thisMachinesTemporaryFolderIsLocal() throws Exception {
        assertThat(NetworkFolders.isNetwork(Files.getFileStore(folder).type())).isFalse();
        StateDatabase.openEmbedded(folder.resolve("data")).close();
    }

    private static FileStore store(String type) {
        return new FileStore() {
            @Override
            public String name() {
                return "server:/export";
            }

            @Override
            public String type() {
                return type;
            }

            @Override
            public boolean isReadOnly() {
                return false;
            }

            @Override
            public long getTotalSpace() {
                return 0;
            }

            @Override
            public long getUsableSpace() {
                return 0;
            }

            @Override
            public long getUnallocatedSpace() {
                return 0;
            }

            @Override
            public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
                return false;
            }

            @Override
            public boolean supportsFileAttributeView(String name) {
                return false;
            }

            @Override
            public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
                return null;
            }

            @Override
            public Object getAttribute(String attribute) {
                return null;
            }
        };
    }
}
