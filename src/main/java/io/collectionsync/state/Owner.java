package io.collectionsync.state;

import io.collectionsync.state.db.Text;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The identity of a process that owns a run or a lease.
 *
 * @param id      unique for each instance, readable: machine, process id and a random part
 * @param machine where the process id means something: host name, and on Linux the boot and the process namespace
 * @param process the process id
 */
record Owner(String id, String machine, long process) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String MACHINE = machineHere();

    /** @return a new identity of this process */
    static Owner here() {
        long process = ProcessHandle.current().pid();
        byte[] random = new byte[6];
        RANDOM.nextBytes(random);
        return new Owner(MACHINE + "/" + process + "/" + HexFormat.of().formatHex(random), MACHINE, process);
    }

    /**
     * A process id that was given to another process since counts as alive: the heartbeat decides then.
     *
     * @return whether this owner is known to be gone, which only its own machine can tell
     */
    boolean isDead() {
        return machine.equals(MACHINE)
                && ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** Containers may share a host name but not process ids: boot and namespace keep them apart. */
    private static String machineHere() {
        String name = hostName();
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            String namespace =
                    Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            var seed = (boot + namespace).getBytes(StandardCharsets.UTF_8);
            return name + "-" + UUID.nameUUIDFromBytes(seed).toString().substring(0, 8);
        } catch (IOException | RuntimeException notLinux) {
            return name;
        }
    }

    private static String hostName() {
        try {
            return Text.cut(InetAddress.getLocalHost().getHostName(), 120);
        } catch (IOException unnamed) {
            return "localhost";
        }
    }
}
