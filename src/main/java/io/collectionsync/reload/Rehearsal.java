package io.collectionsync.reload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;

/** Builds all routes of a draft in a context of their own: endpoints, options, placeholders, beans, crons. */
final class Rehearsal {

    private Rehearsal() {}

    /** What Camel refuses of {@code files}, file by file; empty if it takes all of them. */
    static List<Fault> faults(CamelContext live, RouteFiles files, Draft draft) {
        var faults = new ArrayList<Fault>();
        try (var scratch = new Scratch(live)) {
            scratch.context.start();
            // a route takes the error handling that is there when it is built
            var order = new ArrayList<>(files.routes().keySet());
            order.sort(Comparator.comparing(file -> !draft.configures(file)));
            for (var file : order) {
                var text = files.routes().get(file);
                try {
                    scratch.load(file, text);
                    startEndpoints(scratch);
                } catch (Exception e) {
                    faults.add(Fault.of(file, text, e, draft.line(file, e)));
                }
            }
        }
        return faults;
    }

    /** A Quartz endpoint reads its cron expression when it starts. */
    private static void startEndpoints(Scratch scratch) {
        scratch.context.getEndpoints().forEach(ServiceHelper::startService);
    }
}
