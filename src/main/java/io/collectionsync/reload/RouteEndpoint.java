package io.collectionsync.reload;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a step sends to, or a route comes from, in either form that Camel takes: one address, or scheme and parameters.
 *
 * @param part   the mapping that holds the address, or the address itself
 * @param scheme such as {@code direct}
 * @param path   what follows it in the address, without options
 * @param query  the options in the address; empty if there are none
 */
record RouteEndpoint(YamlPart part, String scheme, String path, String query) {

    private static final Pattern ADDRESS = Pattern.compile("(?s)(direct|sql):(?://)?([^?]*)(?:\\?(.*))?");
    /** Texts for people. */
    private static final Set<String> PROSE = Set.of("description", "message");

    /** The endpoint that {@code part} itself is. */
    static Optional<RouteEndpoint> of(YamlPart part) {
        var uri = part.isMapping() ? part.textAt("uri") : Optional.<String>empty();
        if (uri.isPresent()) {
            return address(part, uri.get().contains(":") ? uri.get() : uri.get() + ":");
        }
        // the address of a mapping is that mapping's
        return part.key().equals("uri") || PROSE.contains(part.key())
                ? Optional.empty()
                : part.text().flatMap(text -> address(part, text));
    }

    private static Optional<RouteEndpoint> address(YamlPart part, String uri) {
        var address = ADDRESS.matcher(uri);
        return address.matches()
                ? Optional.of(new RouteEndpoint(
                        part,
                        address.group(1),
                        address.group(2),
                        Optional.ofNullable(address.group(3)).orElse("")))
                : Optional.empty();
    }

    boolean isDirect() {
        return scheme.equals("direct");
    }

    boolean isSql() {
        return scheme.equals("sql");
    }

    int line() {
        return part.line();
    }

    /** The name of a direct endpoint. */
    String name() {
        return path.isEmpty() ? option("name").orElse("") : path;
    }

    /** The statement of an SQL endpoint, or where it stands. */
    String statement() {
        return path.isEmpty() ? option("query").orElse("") : path;
    }

    Optional<String> option(String key) {
        return part.textAt("parameters", key).or(() -> Stream.of(query.split("&"))
                .filter(pair -> pair.startsWith(key + "="))
                .map(pair -> pair.substring(key.length() + 1))
                .findFirst());
    }
}
