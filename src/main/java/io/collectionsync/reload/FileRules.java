package io.collectionsync.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The rules that a route file keeps by itself. */
final class FileRules {

    /** The routes that leave their failures to whoever calls them: it repeats them whole, or tells them. */
    static final List<String> UNHANDLED = List.of(
            "graph-attempt",
            "collection-members",
            "collection-rows",
            "cloud-sync-mappings",
            "site-collections",
            "explain");

    private static final Pattern BEAN = Pattern.compile("\\$\\{bean:([\\w.-]+)[}?]");
    /** Values that may stand within another function: their text is short. */
    private static final Set<String> SHORT = Set.of("exception");

    private final RouteFile file;
    private final Predicate<String> isBean;
    private final List<Fault> faults = new ArrayList<>();

    private FileRules(RouteFile file, Predicate<String> isBean) {
        this.file = file;
        this.isBean = isBean;
    }

    /** @return what {@code file} breaks; empty if it keeps all */
    static List<Fault> faults(RouteFile file, Predicate<String> isBean) {
        var rules = new FileRules(file, isBean);
        rules.checkEntries();
        rules.file.route().ifPresent(rules::checkRoute);
        rules.file.parts().forEach(rules::checkPart);
        return rules.faults;
    }

    private boolean isErrorHandling() {
        return file.name().equals(RouteFiles.ERROR_HANDLING);
    }

    /** A bean or an error handler beside the route could take the place of the program's own. */
    private void checkEntries() {
        var wanted = isErrorHandling() ? "routeConfiguration" : "route";
        if (file.entries().isEmpty()) {
            fault(0, "holds no " + wanted);
        }
        for (var entry : file.entries()) {
            if (!entry.key().equals(wanted)) {
                fault(entry.line(), "holds a " + entry.key() + ", and may hold one " + wanted + " and nothing else");
            } else if (entry != file.entries().get(0)) {
                fault(entry.line(), "holds more than its one " + wanted);
            } else if (isErrorHandling()) {
                checkConfiguration(entry);
            }
        }
    }

    private void checkConfiguration(YamlPart configuration) {
        configuration
                .at("id")
                .ifPresent(id -> fault(
                        id,
                        "the routeConfiguration has the id " + id.text().orElse("")
                                + " and would hold for routes only that name it; leave the id out"));
        configuration.at("precondition").ifPresent(part -> fault(part, "the routeConfiguration must always hold"));
        if (configuration
                .at("onException")
                .map(YamlPart::children)
                .orElse(List.of())
                .isEmpty()) {
            fault(configuration, "the routeConfiguration has no onException: nothing would handle failures");
        }
    }

    private void checkRoute(YamlPart route) {
        checkId(route);
        if (route.textAt("description").orElse("").isBlank()) {
            fault(route, "the route has no description");
        }
        route.at("routeConfigurationId")
                .ifPresent(part -> fault(
                        part,
                        "the route names a routeConfiguration;"
                                + " the one without an id holds for every route that names none"));
        checkErrorHandler(route);
        checkIsStarted(route);
    }

    private void checkId(YamlPart route) {
        var id = route.textAt("id");
        if (!id.equals(Optional.of(file.id()))) {
            fault(route, "the route's id is " + id.orElse("missing") + ", not the file's name " + file.id());
        }
        file.input()
                .filter(input -> input.isDirect() && !input.name().equals(file.id()))
                .ifPresent(input -> fault(
                        input.part().at("uri").orElse(input.part()),
                        "the route consumes direct:" + input.name() + ", not the file's name direct:" + file.id()));
    }

    private void checkErrorHandler(YamlPart route) {
        boolean isUnhandled = UNHANDLED.contains(file.id());
        var own = route.at("errorHandler").or(() -> route.at("errorHandlerRef"));
        if (own.isPresent() && !isUnhandled) {
            fault(own.get(), "only " + String.join(", ", UNHANDLED) + " may have an error handler of its own");
        }
        if (isUnhandled && route.at("errorHandler", "noErrorHandler").isEmpty()) {
            fault(
                    route,
                    "needs 'errorHandler: {noErrorHandler: {}}': its caller repeats it whole, or tells its failure");
        }
    }

    /** Who calls a route that stands still waits for it in vain. */
    private void checkIsStarted(YamlPart route) {
        route.at("precondition").ifPresent(part -> fault(part, "a precondition may leave the route out"));
        route.at("autoStartup")
                .filter(part -> file.isInner() && !part.text().equals(Optional.of("true")))
                .ifPresent(part -> fault(part, "other routes call this one: it must start"));
    }

    private void checkPart(YamlPart part) {
        if (part.key().equals("script")) {
            fault(part, "a script is proved only when a message gets there: call a bean in a 'bean:' step");
        }
        part.text().ifPresent(text -> checkText(part, text));
    }

    private void checkText(YamlPart part, String text) {
        BEAN.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(isBean.negate())
                .forEach(bean -> fault(part, "there is no bean " + bean));
        SimpleText.nested(text).stream()
                .filter(inner -> !SHORT.contains(inner))
                .forEach(inner -> fault(
                        part,
                        "${" + inner + "} stands within another ${...}: Camel makes all of it text, however much it is;"
                                + " hand it over in a 'bean:' step"));
    }

    private void fault(YamlPart part, String reason) {
        fault(part.line(), reason);
    }

    private void fault(int line, String reason) {
        faults.add(new Fault(file.name(), line, reason));
    }
}
