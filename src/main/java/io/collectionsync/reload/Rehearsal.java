package io.collectionsync.reload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;

/** Builds routes in a context of their own: steps, endpoints, options, placeholders, beans, crons. */
final class Rehearsal implements AutoCloseable {

    private final RouteFiles files;
    private final Scratch scratch;

    private Rehearsal(CamelContext live, RouteFiles files) {
        this.files = files;
        this.scratch = new Scratch(live);
        scratch.context.start();
    }

    /** What Camel refuses of the files of these {@code names}; empty if it takes all of them. */
    static List<Fault> faults(CamelContext live, RouteFiles files, Collection<String> names) {
        var faults = new ArrayList<Fault>();
        try (var rehearsal = new Rehearsal(live, files)) {
            // a route takes the error handling that is there when it is built
            names.stream()
                    .sorted(Comparator.comparing(file -> !file.equals(RouteFiles.ERROR_HANDLING)))
                    .forEach(file -> rehearsal.tryOut(file, faults));
        }
        return faults;
    }

    private void tryOut(String file, List<Fault> faults) {
        var text = files.routes().get(file);
        try {
            scratch.load(file, text);
            // a Quartz endpoint reads its cron expression when it starts
            scratch.context.getEndpoints().forEach(ServiceHelper::startService);
        } catch (Exception e) {
            faults.add(CamelRefusal.fault(file, text, e, line(file, e)));
        }
    }

    /** The line of the step that Camel's message shows, else of the route. */
    private int line(String file, Throwable thrown) {
        var shown = CamelRefusal.step(thrown);
        return scratch.context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions().stream()
                .filter(route -> RouteFiles.idOf(file).equals(route.getId()))
                .mapToInt(route -> line(route, shown))
                .findFirst()
                .orElse(0);
    }

    private static int line(RouteDefinition route, String step) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class).stream()
                .filter(at -> at.toString().equals(step))
                .mapToInt(ProcessorDefinition<?>::getLineNumber)
                .findFirst()
                .orElse(route.getLineNumber());
    }

    @Override
    public void close() {
        scratch.close();
    }
}
