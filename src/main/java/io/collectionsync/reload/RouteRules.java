package io.collectionsync.reload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What holds for a routes folder beyond what Camel checks; who breaks it is refused, at the start and live. */
public final class RouteRules {

    /** The schedules stand still in a command, which ends by itself. */
    private static final Set<String> STARTED = Set.of("true", "{{schedule.enabled}}");

    private static final String NOT_AWAY =
            " it may be edited, not taken away: put it back, if need be from the distribution";

    private final RouteFiles files;
    private final Map<String, RouteFile> parsed = new TreeMap<>();
    private final List<Fault> faults = new ArrayList<>();

    private RouteRules(RouteFiles files) {
        this.files = files;
    }

    /**
     * @param folder with {@code *.camel.yaml} and {@code sql/*.sql}
     * @param isBean whether there is a bean of a name
     * @return what breaks a rule, each with file, line and reason; empty if nothing does
     * @throws IOException if the folder or a file of it cannot be read
     */
    public static List<String> faults(Path folder, Predicate<String> isBean) throws IOException {
        return faults(RouteFiles.read(folder), List.of(NeededRoute.values()), isBean).stream()
                .map(Fault::toString)
                .toList();
    }

    /** @param needed which routes must be there */
    static List<Fault> faults(RouteFiles files, Collection<NeededRoute> needed, Predicate<String> isBean) {
        var rules = new RouteRules(files);
        rules.parse();
        rules.parsed.values().forEach(file -> rules.faults.addAll(FileRules.faults(file, isBean)));
        rules.files.queries().forEach(rules::checkQuery);
        rules.checkErrorHandling();
        needed.forEach(rules::checkNeeded);
        rules.parsed.values().forEach(file -> file.outputs().forEach(output -> rules.checkOutput(file, output)));
        return rules.faults;
    }

    private void parse() {
        files.routes().forEach((name, text) -> {
            try {
                parsed.put(name, RouteFile.parse(name, text));
            } catch (RouteFile.Malformed malformed) {
                faults.add(malformed.fault());
            }
        });
    }

    private boolean isThere(String id) {
        return files.routes().containsKey(id + RouteFiles.ENDING);
    }

    private void checkQuery(String file, String text) {
        if (new SqlText(text).isBlank()) {
            fault("sql/" + file, 0, "holds no statement");
        }
    }

    private void checkErrorHandling() {
        if (!files.routes().containsKey(RouteFiles.ERROR_HANDLING)) {
            fault(
                    RouteFiles.ERROR_HANDLING,
                    0,
                    "is gone, and no file holds a routeConfiguration: nothing would handle failures;" + NOT_AWAY);
        }
    }

    private void checkNeeded(NeededRoute route) {
        var name = route.id() + RouteFiles.ENDING;
        if (!isThere(route.id())) {
            fault(name, 0, "the program needs this route, and it is gone: " + route.loss() + " without it;" + NOT_AWAY);
        } else if (parsed.containsKey(name)) {
            checkStart(parsed.get(name), route);
            checkStartsRuns(parsed.get(name), route);
        }
    }

    private void checkStart(RouteFile file, NeededRoute route) {
        if (route.isCalled() != file.isInner()) {
            fault(
                    file.name(),
                    lineOfInput(file),
                    "the program needs this route to start " + (route.isCalled() ? "from " + route.uri() : "by a clock")
                            + ": else " + route.loss());
        }
        file.route()
                .flatMap(entry -> entry.at("autoStartup"))
                .filter(part -> !STARTED.contains(part.text().orElse("")))
                .ifPresent(part -> fault(
                        file.name(),
                        part.line(),
                        "the program needs this route to start: " + route.loss() + " without it"));
    }

    /** A clock that starts nothing is none. */
    private void checkStartsRuns(RouteFile file, NeededRoute route) {
        if (route.startsRuns() && !reached(file, new HashSet<>()).contains(NeededRoute.RUN.id())) {
            fault(file.name(), 0, "the program needs this route to call direct:run: " + route.loss() + " without it");
        }
    }

    private Set<String> reached(RouteFile from, Set<String> reached) {
        from.outputs().filter(RouteEndpoint::isDirect).map(RouteEndpoint::name).forEach(name -> {
            var next = parsed.get(name + RouteFiles.ENDING);
            if (reached.add(name) && next != null) {
                reached(next, reached);
            }
        });
        return reached;
    }

    private static int lineOfInput(RouteFile file) {
        return file.route().map(route -> route.at("from").orElse(route).line()).orElse(0);
    }

    private void checkOutput(RouteFile file, RouteEndpoint output) {
        if (output.isSql()) {
            checkParameters(file, output);
        } else if (!isDynamic(output.name()) && !isConsumed(output.name())) {
            fault(file.name(), output.line(), "no route of the folder consumes direct:" + output.name());
        }
    }

    /** Without a count Camel asks the driver for it before each read: a round trip that not every server answers. */
    private void checkParameters(RouteFile file, RouteEndpoint output) {
        var right = statement(output.statement()).map(SqlText::parameters).orElse(OptionalInt.empty());
        var count = output.option("parametersCount").orElse("0");
        if (right.isPresent() && !count.equals(String.valueOf(right.getAsInt()))) {
            fault(
                    file.name(),
                    output.line(),
                    "parametersCount must be " + right.getAsInt() + ", as many as its statement has, and is " + count);
        }
    }

    /** @return empty if its text is not known here */
    private Optional<SqlText> statement(String query) {
        if (!query.startsWith("file:")) {
            return Optional.of(new SqlText(query));
        }
        var text = files.queries().get(query.substring(query.lastIndexOf('/') + 1));
        return Optional.ofNullable(text).map(SqlText::new);
    }

    /** Whether it is known only when a message gets there. */
    private static boolean isDynamic(String name) {
        return name.contains("${");
    }

    private boolean isConsumed(String id) {
        var name = id + RouteFiles.ENDING;
        return isThere(id) && (!parsed.containsKey(name) || parsed.get(name).isInner());
    }

    private void fault(String file, int line, String reason) {
        faults.add(new Fault(file, line, reason));
    }
}
