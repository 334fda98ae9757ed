package io.collectionsync.reload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The texts of a routes folder at one look.
 *
 * @param routes  text of each {@code *.camel.yaml} by file name
 * @param queries text of each {@code sql/*.sql} by file name
 */
record RouteFiles(SortedMap<String, String> routes, SortedMap<String, String> queries) {

    static final String ENDING = ".camel.yaml";
    /** The one file that says what becomes of failures. */
    static final String ERROR_HANDLING = "error-handling" + ENDING;

    /** @throws IOException if the folder or a file of it cannot be read, or a file is no UTF-8 */
    static RouteFiles read(Path folder) throws IOException {
        var sql = folder.resolve("sql");
        return new RouteFiles(texts(folder, ENDING), Files.isDirectory(sql) ? texts(sql, ".sql") : new TreeMap<>());
    }

    private static SortedMap<String, String> texts(Path folder, String ending) throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.newDirectoryStream(folder, file -> isOurs(file, ending))) {
            for (var file : files) {
                texts.put(file.getFileName().toString(), text(file));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return texts;
    }

    /** Editors keep locks and temporary files under names that start with a dot. */
    private static boolean isOurs(Path file, String ending) {
        var name = file.getFileName().toString();
        return name.endsWith(ending) && !name.startsWith(".") && !Files.isDirectory(file);
    }

    private static String text(Path file) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file.getFileName() + " is not UTF-8", e);
        } catch (NoSuchFileException e) {
            throw new IOException(file.getFileName() + " is gone", e);
        }
    }

    /** Names of the route files that are new, gone or different in {@code other}. */
    SortedSet<String> changedRoutes(RouteFiles other) {
        return changed(routes, other.routes);
    }

    /** Names of the SQL files that are new, gone or different in {@code other}. */
    SortedSet<String> changedQueries(RouteFiles other) {
        return changed(queries, other.queries);
    }

    private static SortedSet<String> changed(SortedMap<String, String> before, SortedMap<String, String> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return names;
    }

    /** Names of the route files whose routes run a query of {@code sql}, the name of a file. */
    SortedSet<String> usersOf(String sql) {
        return routes.entrySet().stream()
                .filter(file -> file.getValue().contains("/" + sql))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The route id that belongs to a file. */
    static String idOf(String file) {
        return file.substring(0, file.length() - ENDING.length());
    }
}
