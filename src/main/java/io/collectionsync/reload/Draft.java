package io.collectionsync.reload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.Resource;

/** The folder's files as parsed, and what they break of the rules that Camel does not check. */
final class Draft {

    /** The routes that leave their failures to whoever calls them: it repeats them whole. */
    private static final List<String> UNHANDLED = List.of(
            "graph-attempt",
            "collection-members",
            "collection-rows",
            "cloud-sync-mappings",
            "site-collections",
            "explain");

    private static final Pattern BEAN = Pattern.compile("\\$\\{bean:([\\w.-]+)[}?]");

    private final CamelContext live;
    private final RouteFiles files;
    private final Map<String, List<RouteDefinition>> routes = new TreeMap<>();
    private final Map<String, List<RouteConfigurationDefinition>> configurations = new TreeMap<>();
    private final List<Fault> faults = new ArrayList<>();

    /** @param needed ids of the routes that the program itself sends to */
    Draft(CamelContext live, RouteFiles files, Set<String> needed) {
        this.live = live;
        this.files = files;
        parse();
        if (faults.isEmpty()) {
            routes.forEach(this::checkFile);
            files.queries().forEach(this::checkQuery);
            checkFolder(needed);
        }
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    boolean configures(String file) {
        return !configurations.getOrDefault(file, List.of()).isEmpty();
    }

    /** Whether other routes, not the outside, start this file's route. */
    boolean isInner(String file) {
        return routes.getOrDefault(file, List.of()).stream().allMatch(route -> directName(input(route)) != null);
    }

    /** The files whose routes run a query of {@code sql}, the name of a file. */
    Collection<String> usersOf(String sql) {
        var users = new TreeSet<String>();
        files.routes().forEach((file, text) -> {
            if (text.contains("/" + sql)) {
                users.add(file);
            }
        });
        return users;
    }

    /** The line of the step that Camel's message shows, else of the route. */
    int line(String file, Throwable thrown) {
        var shown = Fault.step(thrown);
        for (var route : routes.getOrDefault(file, List.of())) {
            for (ProcessorDefinition<?> at :
                    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
                if (at.toString().equals(shown)) {
                    return at.getLineNumber();
                }
            }
            return route.getLineNumber();
        }
        return 0;
    }

    private void parse() {
        try (var scratch = new Scratch(live)) {
            var model = scratch.context.getCamelContextExtension().getContextPlugin(Model.class);
            files.routes().forEach((file, text) -> {
                try {
                    scratch.load(file, text);
                    routes.put(
                            file,
                            model.getRouteDefinitions().stream()
                                    .filter(route -> isFrom(file, route.getResource()))
                                    .toList());
                    configurations.put(
                            file,
                            model.getRouteConfigurationDefinitions().stream()
                                    .filter(configuration -> isFrom(file, configuration.getResource()))
                                    .toList());
                } catch (Exception e) {
                    faults.add(Fault.of(file, text, e, 0));
                }
            });
        }
    }

    private static boolean isFrom(String file, Resource resource) {
        return resource != null && resource.getLocation().equals("file:" + file);
    }

    private void checkFile(String file, List<RouteDefinition> here) {
        var text = files.routes().get(file);
        var configured = configurations.get(file);
        if (here.size() + (configured.isEmpty() ? 0 : 1) != 1) {
            fault(
                    file,
                    here.size() > 1 ? here.get(1).getLineNumber() : 0,
                    here.isEmpty() ? "holds no route" : "holds more than its one route");
        }
        for (var configuration : configured) {
            if (configuration.getId() != null) {
                fault(
                        file,
                        Fault.lineOf(text, configuration.getId()),
                        "the routeConfiguration has the id " + configuration.getId()
                                + " and would hold for routes only that name it; leave the id out");
            }
        }
        here.forEach(route -> checkRoute(file, text, route));
        var beans = BEAN.matcher(text);
        while (beans.find()) {
            if (live.getRegistry().lookupByName(beans.group(1)) == null) {
                fault(file, Fault.lineOf(text, beans.group()), "there is no bean " + beans.group(1));
            }
        }
    }

    private void checkRoute(String file, String text, RouteDefinition route) {
        var line = route.getLineNumber();
        if (!route.hasCustomIdAssigned() || !RouteFiles.idOf(file).equals(route.getId())) {
            fault(
                    file,
                    line,
                    "the route's id is " + (route.hasCustomIdAssigned() ? route.getId() : "missing")
                            + ", not the file's name " + RouteFiles.idOf(file));
        }
        if (route.getDescriptionText() == null || route.getDescriptionText().isBlank()) {
            fault(file, line, "the route has no description");
        }
        if (route.getRouteConfigurationId() != null) {
            fault(
                    file,
                    Fault.lineOf(text, "routeConfigurationId"),
                    "the route names a routeConfiguration;"
                            + " the one without an id holds for every route that names none");
        }
        var unhandled = route.isErrorHandlerFactorySet() || route.getErrorHandlerRef() != null;
        if (unhandled && !UNHANDLED.contains(route.getId())) {
            fault(
                    file,
                    Fault.lineOf(text, "errorHandler"),
                    "only " + String.join(", ", UNHANDLED) + " may have an error handler of its own");
        }
    }

    private void checkQuery(String file, String text) {
        if (text.lines().map(line -> line.replaceFirst("--.*", "")).allMatch(String::isBlank)) {
            fault("sql/" + file, 0, "holds no statement");
        }
    }

    private void checkFolder(Set<String> needed) {
        if (configurations.values().stream().allMatch(List::isEmpty)) {
            fault(
                    "error-handling" + RouteFiles.ENDING,
                    0,
                    "no file holds a routeConfiguration: nothing would handle failures");
        }
        var ids = new LinkedHashMap<String, String>();
        var consumers = new LinkedHashMap<String, String>();
        routes.forEach((file, here) -> here.forEach(route -> {
            var other = ids.putIfAbsent(route.getId(), file);
            if (other != null) {
                fault(file, route.getLineNumber(), "the id " + route.getId() + " is taken by " + other);
            }
            var name = directName(input(route));
            var consumer = name == null ? null : consumers.putIfAbsent(name, file);
            if (consumer != null) {
                fault(file, route.getInput().getLineNumber(), "direct:" + name + " is consumed by " + consumer);
            }
        }));
        needed.stream()
                .sorted()
                .filter(id -> !consumers.containsKey(id))
                .forEach(id -> fault(
                        id + RouteFiles.ENDING,
                        0,
                        "the program needs this route, and it is gone or consumes another name"));
        routes.forEach(
                (file, here) -> here.forEach(route -> checkTargets(file, route.getOutputs(), consumers.keySet())));
        configurations.forEach((file, here) -> here.forEach(configuration -> {
            for (OnExceptionDefinition clause : configuration.getOnExceptions()) {
                checkTargets(file, clause.getOutputs(), consumers.keySet());
            }
        }));
    }

    private void checkTargets(String file, List<ProcessorDefinition<?>> steps, Set<String> consumers) {
        for (ProcessorDefinition<?> step :
                ProcessorDefinitionHelper.filterTypeInOutputs(steps, ProcessorDefinition.class)) {
            var name = directName(target(step));
            if (name != null && !consumers.contains(name)) {
                fault(file, step.getLineNumber(), "no route of the folder consumes direct:" + name);
            }
        }
    }

    private static String target(ProcessorDefinition<?> step) {
        if (step instanceof ToDynamicDefinition dynamic) {
            return dynamic.getUri() == null || dynamic.getUri().contains("${") ? null : dynamic.getUri();
        }
        return step instanceof EndpointRequiredDefinition required ? required.getEndpointUri() : null;
    }

    private static String input(RouteDefinition route) {
        return route.getInput() == null ? null : route.getInput().getEndpointUri();
    }

    /** The name in a {@code direct:} address; null for any other address. */
    private String directName(String uri) {
        if (uri == null || !uri.startsWith("direct:")) {
            return null;
        }
        var name = uri.substring("direct:".length()).replaceFirst("^//", "").replaceFirst("\\?.*$", "");
        // an unknown placeholder is told by the rehearsal
        return name.contains("{{")
                ? live.getPropertiesComponent()
                        .resolveProperty(name.replace("{{", "").replace("}}", ""))
                        .orElse(null)
                : name;
    }

    private void fault(String file, int line, String reason) {
        faults.add(new Fault(file, line, reason));
    }
}
