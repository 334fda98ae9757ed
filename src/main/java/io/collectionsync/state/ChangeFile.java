package io.collectionsync.state;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.state.db.OwnerOnly;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * A file of full length from the beginning, with a place for each change. A place that holds no whole change is empty:
 * so a write that broke off is none. One handle at a time, of whatever process, until its process ends.
 */
final class ChangeFile implements AutoCloseable {

    static final String ENDING = ".changes";

    /** A file system may take so much at once. */
    private static final int LEAST = 1 << 20;

    private static final int PLACE = 512;
    private static final int HEADER = 2 * PLACE;
    /** Length and sum. */
    private static final int FRAME = 2 * Integer.BYTES;

    /** Four of the bytes that fill the file. */
    private static final int BLANK = 0x20202020;

    /** Paths that this process has open: closing any handle of a file gives up every lock on it (POSIX). */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    /** Whose changes they are. */
    record Header(String run, UUID group, String mapping) {}

    private final Path path;
    private final FileChannel channel;
    private final Object key;
    private long end = HEADER;
    private boolean damaged;

    private ChangeFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.key = key(path);
    }

    /**
     * Makes a file with room for so many changes, really written.
     *
     * @throws IOException if that fails; nothing is left behind then
     */
    static ChangeFile create(Path path, Header header, int count) throws IOException {
        OwnerOnly.createFolders(path.getParent());
        OPEN.add(path);
        try {
            Files.createFile(path, OwnerOnly.file());
            var file = open(path);
            try {
                file.fill(Math.max(LEAST, HEADER + (long) count * PLACE));
                file.write(0, HEADER, out -> {
                    out.writeUTF(header.run());
                    id(out, header.group());
                    text(out, header.mapping(), 600);
                });
                file.channel.force(true);
                return file;
            } catch (IOException full) {
                file.channel.close();
                throw full;
            }
        } catch (IOException failed) {
            Files.deleteIfExists(path);
            OPEN.remove(path);
            throw failed;
        }
    }

    /** @return the file, if no run is at work with it; null otherwise */
    static ChangeFile take(Path path) throws IOException {
        if (!OPEN.add(path)) {
            return null;
        }
        ChangeFile file = null;
        try {
            file = open(path);
        } catch (NoSuchFileException taken) {
            // another process has just taken it up
        } finally {
            if (file == null) {
                OPEN.remove(path);
            }
        }
        return file;
    }

    /** @return null if another process has it */
    private static ChangeFile open(Path path) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean isOurs = false;
        try {
            isOurs = channel.tryLock() != null;
            return isOurs ? new ChangeFile(path, channel) : null;
        } finally {
            if (!isOurs) {
                channel.close();
            }
        }
    }

    private static Object key(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return Optional.ofNullable(attributes.fileKey()).orElseGet(attributes::creationTime);
    }

    Path path() {
        return path;
    }

    private void fill(long length) throws IOException {
        byte[] blank = new byte[LEAST];
        Arrays.fill(blank, (byte) ' ');
        for (long at = 0; at < length; at += blank.length) {
            write(ByteBuffer.wrap(blank, 0, (int) Math.min(blank.length, length - at)), at);
        }
    }

    private void write(ByteBuffer bytes, long from) throws IOException {
        long at = from;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** What is put into a place. */
    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    private void write(long at, int most, Content content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        content.write(new DataOutputStream(bytes));
        if (bytes.size() > most - FRAME) {
            throw new IllegalArgumentException(bytes.size() + " bytes do not fit into a place");
        }
        var place = ByteBuffer.allocate(FRAME + bytes.size());
        place.putInt(bytes.size()).putInt(sum(bytes.toByteArray())).put(bytes.toByteArray());
        write(place.flip(), at);
    }

    private static int sum(byte[] bytes) {
        var sum = new CRC32();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /**
     * Adds changes; they are on the disk when this returns.
     *
     * @throws IOException if they are not, or nobody would find them: the file was deleted
     */
    synchronized void add(List<ChangeRow> rows) throws IOException {
        for (var row : rows) {
            write(end, PLACE, out -> write(out, row));
            end += PLACE;
        }
        channel.force(false);
        if (!key.equals(key(path))) {
            throw new IOException("the file was replaced");
        }
    }

    /** Texts are cut so that each change fits. */
    private static void write(DataOutputStream out, ChangeRow row) throws IOException {
        var outcome = row.outcome();
        out.writeLong(row.time().toEpochMilli());
        id(out, outcome.change().object());
        out.writeUTF(outcome.change().kind().name());
        out.writeUTF(outcome.result().name());
        out.writeBoolean(outcome.tried());
        text(out, outcome.code(), 60);
        text(out, outcome.requestId(), 60);
        text(out, row.why(), 110);
        text(out, row.displayName(), 90);
        text(out, outcome.message(), 100);
    }

    private static void id(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    /** @param most bytes, not characters */
    private static void text(DataOutputStream out, String text, int most) throws IOException {
        if (text == null) {
            out.writeShort(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, most);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
            length--;
        }
        out.writeShort(length);
        out.write(bytes, 0, length);
    }

    /** @return whether {@link #rows} met a place that is neither empty nor whole: what it held is not among them */
    boolean isDamaged() {
        return damaged;
    }

    /** @return the changes in it; those whose writing broke off are left out */
    List<ChangeRow> rows() throws IOException {
        var rows = new ArrayList<ChangeRow>();
        damaged = (channel.size() - HEADER) % PLACE != 0;
        var head = place(0, HEADER);
        var header = head == null ? null : new Header(head.readUTF(), id(head), text(head));
        for (long at = HEADER; at + PLACE <= channel.size(); at += PLACE) {
            var place = place(at, PLACE);
            if (place != null && header != null) {
                rows.add(row(header, place));
            }
            damaged |= place != null && header == null;
        }
        return rows;
    }

    /** @return what is there; null where nothing is, or nothing whole */
    private DataInputStream place(long from, int most) throws IOException {
        var bytes = ByteBuffer.allocate(most);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
            // until the place is read
        }
        bytes.flip();
        if (bytes.remaining() < FRAME) {
            return null;
        }
        int length = bytes.getInt();
        int sum = bytes.getInt();
        boolean isEmpty = length == sum && (length == 0 || length == BLANK);
        if (isEmpty || length < 0 || length > bytes.remaining()) {
            damaged |= !isEmpty;
            return null;
        }
        byte[] content = new byte[length];
        bytes.get(content);
        damaged |= sum != sum(content);
        return sum == sum(content) ? new DataInputStream(new ByteArrayInputStream(content)) : null;
    }

    private static ChangeRow row(Header header, DataInputStream in) throws IOException {
        var time = Instant.ofEpochMilli(in.readLong());
        var object = id(in);
        var change = new Change(Change.Kind.valueOf(in.readUTF()), object);
        var result = Outcome.Result.valueOf(in.readUTF());
        boolean tried = in.readBoolean();
        String code = text(in);
        String requestId = text(in);
        String why = text(in);
        String name = text(in);
        var outcome = new Outcome(change, result, code, text(in), requestId, tried);
        return new ChangeRow(header.run(), time, header.group(), header.mapping(), outcome, name, why);
    }

    private static UUID id(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readShort();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Lets others have it. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OPEN.remove(path);
        }
    }
}
