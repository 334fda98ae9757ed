package io.collectionsync.settings;

import io.collectionsync.membership.FirstRun;
import io.collectionsync.membership.Limits;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** The rules that values of both files must keep. */
final class Rules {

    static final String UNLIMITED = "unlimited";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern GUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Rules() {}

    static String text(String text) {
        return text;
    }

    static boolean flag(String text) throws BrokenRule {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BrokenRule("must be true or false");
        };
    }

    static int count(String text) throws BrokenRule {
        return number(text, 0, 999_999_999, "must be a whole number of 0 or more");
    }

    static int port(String text) throws BrokenRule {
        return number(text, 1, 65_535, "must be a port: 1 to 65535");
    }

    static int positive(String text) throws BrokenRule {
        return number(text, 1, 999_999_999, "must be a whole number of 1 or more");
    }

    /** 0 = none allowed, {@code unlimited} = switched off. */
    static int limit(String text) throws BrokenRule {
        return text.equals(UNLIMITED)
                ? Limits.UNLIMITED
                : number(text, 0, 999_999_999, "must be a whole number of 0 or more, or 'unlimited'");
    }

    static int percent(String text) throws BrokenRule {
        return text.equals(UNLIMITED)
                ? Limits.UNLIMITED
                : number(text, 0, 100, "must be a whole number from 0 to 100, or 'unlimited'");
    }

    private static int number(String text, int least, int most, String rule) throws BrokenRule {
        if (!NUMBER.matcher(text).matches()) {
            throw new BrokenRule(text.matches("[0-9]{10,}") ? "must be at most 999999999" : rule);
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new BrokenRule(rule);
        }
        return number;
    }

    static boolean isGuid(String text) {
        return GUID.matcher(text).matches();
    }

    static UUID guid(String text) throws BrokenRule {
        if (!isGuid(text)) {
            throw new BrokenRule("must be a GUID such as 5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40");
        }
        return UUID.fromString(text);
    }

    static Duration duration(String text) throws BrokenRule {
        var parts = DURATION.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(1)) == 0) {
            throw new BrokenRule("must be a time above 0 with its unit, such as 500ms, 150s, 10m, 24h or 7d");
        }
        int amount = Integer.parseInt(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Quartz refuses a trigger that never fires only when it starts, hence the second question. */
    static String cron(String text) throws BrokenRule {
        try {
            if (new CronExpression(text).getNextValidTimeAfter(new Date()) != null) {
                return text;
            }
        } catch (ParseException | RuntimeException invalid) {
            throw new BrokenRule("must be a Quartz cron expression of 6 or 7 fields such as 0 0/5 * * * ?");
        }
        throw new BrokenRule("must be a Quartz cron expression that fires in the future");
    }

    static String jdbc(String text) throws BrokenRule {
        if (!text.matches("jdbc:\\S+:.*")) {
            throw new BrokenRule("must be a JDBC URL, such as jdbc:sqlserver://sql.contoso.com;databaseName=CM_PS1");
        }
        return text;
    }

    /** The state database is PostgreSQL or SQL Server, or the embedded one, which has no URL. */
    static String stateUrl(String text) throws BrokenRule {
        if (!text.startsWith("jdbc:postgresql:") && !text.startsWith("jdbc:sqlserver:")) {
            throw new BrokenRule(
                    "must be a JDBC URL that begins with jdbc:postgresql: or jdbc:sqlserver:; left out, the"
                            + " state is a file under data/");
        }
        return text;
    }

    /**
     * A root of Graph or of the login: no path, because version and tenant are added. A closing slash means the same.
     */
    static URI root(String text) throws BrokenRule {
        var rule = "must be an https root without path, such as https://graph.microsoft.com";
        var uri = uri(text, rule);
        boolean bare = uri.getRawPath() != null
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        if (!"https".equalsIgnoreCase(uri.getScheme()) || !bare || !isHostAlone(uri)) {
            throw new BrokenRule(rule);
        }
        return text.endsWith("/") ? uri(text.substring(0, text.length() - 1), rule) : uri;
    }

    /** A signature in the query is usual for webhooks; over plain http nothing secret leaves the machine. */
    static URI webhook(String text) throws BrokenRule {
        var rule = "must be an https URL, or an http URL on this machine (127.0.0.1)";
        var uri = uri(text, rule);
        boolean here = "http".equalsIgnoreCase(uri.getScheme())
                && List.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(uri.getHost()));
        boolean safe = here || "https".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || uri.getRawUserInfo() != null || !safe) {
            throw new BrokenRule(rule);
        }
        return uri;
    }

    static URI proxy(String text) throws BrokenRule {
        var rule = "must be http://HOST:PORT; a name goes to proxy.username, a password to proxy.password";
        var uri = uri(text, rule);
        boolean bare = uri.getRawPath() != null
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        if (!"http".equalsIgnoreCase(uri.getScheme()) || !bare || !isHostAlone(uri) || uri.getPort() < 1) {
            throw new BrokenRule(rule);
        }
        return uri;
    }

    private static boolean isHostAlone(URI uri) {
        return uri.getHost() != null
                && uri.getPort() < 65_536
                && uri.getPort() != 0
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    private static URI uri(String text, String rule) throws BrokenRule {
        try {
            return new URI(text);
        } catch (URISyntaxException invalid) {
            throw new BrokenRule(rule);
        }
    }

    static Rule<Path> file(Path home) {
        return text -> {
            var rule = "must name a readable file, absolute or relative to the home; write / or \\\\ for a backslash";
            try {
                var file = home.resolve(text).normalize();
                if (Files.isRegularFile(file) && Files.isReadable(file)) {
                    return file;
                }
            } catch (InvalidPathException invalid) {
                throw new BrokenRule(rule);
            }
            throw new BrokenRule(rule);
        };
    }

    static FirstRun firstRun(String text) throws BrokenRule {
        return oneOf(text, List.of(FirstRun.values()), FirstRun::word);
    }

    /** A file that is written later, its folder too. */
    static Path path(Path home, String text) throws BrokenRule {
        try {
            var path = home.resolve(text).normalize();
            if (path.getFileName() != null && !Files.isDirectory(path)) {
                return path;
            }
        } catch (InvalidPathException invalid) {
            throw new BrokenRule("must name a file, absolute or relative to the home");
        }
        throw new BrokenRule("must name a file, not a folder");
    }

    static <T> T oneOf(String text, Collection<T> values, Function<T, String> name) throws BrokenRule {
        var names = values.stream().map(name).toList();
        int at = names.indexOf(text);
        if (at < 0) {
            throw new BrokenRule("must be one of " + String.join(", ", names) + Suggestion.of(text, names));
        }
        return values.stream().skip(at).findFirst().orElseThrow();
    }

    /** Words parted by commas, none of them empty. */
    static List<String> words(String text) throws BrokenRule {
        var words = new ArrayList<String>();
        for (var word : text.split(",", -1)) {
            if (word.isBlank() || word.strip().matches(".*\\s.*")) {
                throw new BrokenRule("must be words parted by commas");
            }
            words.add(word.strip());
        }
        return List.copyOf(words);
    }
}
