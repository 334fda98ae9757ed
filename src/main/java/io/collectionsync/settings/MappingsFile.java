package io.collectionsync.settings;

import io.collectionsync.membership.Mapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;
import java.util.List;

/**
 * {@code config/mappings.yaml} as an administrator keeps it: edits touch their own lines only; comments, order, line
 * ends and the byte order mark of all others stay. Nothing is written that would not load.
 */
public final class MappingsFile {

    private static final String MARK = "\uFEFF";

    private final Path path;
    private final byte[] read;
    private final MappingsText text;

    private MappingsFile(Path path, byte[] read, MappingsText text) {
        this.path = path;
        this.read = read;
        this.text = text;
    }

    /**
     * @param home the folder that holds {@code config/}; the file itself may be missing
     * @throws SettingsException if the file is no YAML
     */
    public static MappingsFile read(Path home) throws IOException {
        var path = home.resolve(MappingsReader.FILE);
        byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        return new MappingsFile(path, bytes, MappingsText.parse(decode(bytes)));
    }

    /**
     * @param home the folder that holds {@code config/}
     * @return whether the file is missing, or holds nothing but comments: as it is handed out
     */
    public static boolean isUntouched(Path home) throws IOException {
        var path = home.resolve(MappingsReader.FILE);
        return !Files.exists(path)
                || decode(Files.readAllBytes(path))
                        .lines()
                        .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"));
    }

    private static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }

    /**
     * @return the mappings that the file holds; none where it is missing or has not got any yet
     * @throws SettingsException with every fault of the file
     */
    public List<Mapping> mappings(Settings settings) {
        return text.isEmpty() ? List.of() : load(settings);
    }

    private List<Mapping> load(Settings settings) {
        var faults = new Faults();
        var mappings = MappingsReader.parse(text.toString(), settings.tenants().keySet(), settings.guard(), faults);
        faults.throwIfAny();
        return mappings;
    }

    /**
     * @param withTenant whether the mapping names its tenant
     * @return this file with one more mapping at the end of the list
     */
    public MappingsFile with(Mapping mapping, boolean withTenant) {
        return new MappingsFile(path, read, text.with(mapping, withTenant));
    }

    /** @return this file without its {@code position}-th mapping, the first being 0 */
    public MappingsFile without(int position) {
        return new MappingsFile(path, read, text.without(position));
    }

    /**
     * Puts this text in place of the file in one step, so that a running runtime sees the old text or the new one.
     *
     * @throws SettingsException if it would not load; then the file is as it was
     * @throws IOException       if it cannot be written, or somebody else has changed the file meanwhile
     */
    public void save(Settings settings) throws IOException {
        load(settings);
        var target = Files.exists(path) ? path.toRealPath() : path;
        var fresh = target.resolveSibling("." + target.getFileName() + ".new");
        boolean marked = new String(read, StandardCharsets.UTF_8).startsWith(MARK);
        Files.writeString(fresh, (marked ? MARK : "") + text);
        try {
            if (!Arrays.equals(read, Files.exists(target) ? Files.readAllBytes(target) : new byte[0])) {
                throw new IOException(MappingsReader.FILE + " was changed by somebody else meanwhile: try again");
            }
            keepRights(target, fresh);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void keepRights(Path from, Path to) throws IOException {
        var old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        if (old != null && Files.exists(from)) {
            Files.setPosixFilePermissions(to, old.readAttributes().permissions());
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
