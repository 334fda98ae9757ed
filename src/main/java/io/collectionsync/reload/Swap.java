package io.collectionsync.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.ServiceStatus;
import org.apache.camel.Suspendable;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Replaces routes of the live context. The entrances are shut meanwhile: who comes to one waits there, as Camel's
 * direct endpoints do for up to 30 s, and finds the new routes.
 */
final class Swap {

    /** Who found an entrance open just before it was shut needs a moment until Camel counts it as in flight. */
    private static final Duration LAST_COMERS = Duration.ofMillis(100);

    private final CamelContext live;
    private final Model model;
    private final String entrance;
    private final String location;

    /**
     * @param entrance id of the route through which every run goes
     * @param location of the folder, as the runtime loaded it
     */
    Swap(CamelContext live, String entrance, String location) {
        this.live = live;
        this.model = live.getCamelContextExtension().getContextPlugin(Model.class);
        this.entrance = entrance;
        this.location = location;
    }

    /** The files whose routes are to be built anew: those that changed, or use what changed. */
    static SortedSet<String> touched(RouteFiles before, RouteFiles after) {
        var touched = before.changedRoutes(after);
        if (touched.contains(RouteFiles.ERROR_HANDLING)) {
            touched.addAll(before.routes().keySet());
            touched.addAll(after.routes().keySet());
        }
        before.changedQueries(after).forEach(sql -> touched.addAll(after.usersOf(sql)));
        return touched;
    }

    /**
     * Puts an edit in, unless a run is going on.
     *
     * @return whether it is in now; if not, nothing was done
     * @throws Failed if Camel does not take it after all
     */
    boolean put(RouteFiles before, RouteFiles after) {
        var touched = touched(before, after);
        if (isBusy(touched)) {
            return false;
        }
        var gate = shut(touched);
        try {
            if (isBusy(touched)) {
                return false;
            }
            replaceOrPutBack(touched, before, after);
            return true;
        } finally {
            gate.open(live.getRoutes());
        }
    }

    private void replaceOrPutBack(Set<String> touched, RouteFiles before, RouteFiles after) {
        try {
            replace(touched, after);
        } catch (Exception e) {
            try {
                replace(touched, before);
            } catch (Exception again) {
                e.addSuppressed(again);
                throw new Failed("the old routes could not be put back either: save the folder again or restart", e);
            }
            throw new Failed("the old routes are put back", e);
        }
    }

    /** Whether a run is going on, or anything else within the routes of {@code files}. */
    private boolean isBusy(Collection<String> files) {
        return size(entrance) > 0 || definitions(files).stream().anyMatch(route -> size(route.getId()) > 0);
    }

    private int size(String id) {
        return live.getInflightRepository().size(id);
    }

    /** @return how to open the entrances again */
    private Gate shut(Collection<String> files) {
        var gate = new Gate(new ArrayList<>());
        for (var route : live.getRoutes()) {
            var consumer = route.getConsumer();
            if (isEntrance(route, files)
                    && ServiceHelper.isStarted(consumer)
                    && consumer instanceof Suspendable
                    && ServiceHelper.suspendService(consumer)) {
                gate.consumers.add(consumer);
            }
        }
        LockSupport.parkNanos(LAST_COMERS.toNanos());
        return gate;
    }

    private boolean isEntrance(Route route, Collection<String> files) {
        return route.getId().equals(entrance)
                || !isDirect(route.getEndpoint())
                        && definitions(files).stream()
                                .anyMatch(definition -> route.getId().equals(definition.getId()));
    }

    private static boolean isDirect(Endpoint endpoint) {
        return endpoint.getEndpointUri().startsWith("direct:");
    }

    /** Takes the routes of {@code files} out and puts those of {@code after} in. */
    private void replace(Set<String> files, RouteFiles after) throws Exception {
        // parsed first: the gap is as short as can be
        var builders = builders(files, after);
        var byHand = remove(files);
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                configurations.addRouteConfigurationsToCamelContext(live);
            }
        }
        for (RoutesBuilder builder : builders) {
            builder.addRoutesToCamelContext(live);
        }
        for (var route : definitions(files)) {
            restore(route.getId(), byHand.get(route.getId()));
        }
    }

    private Collection<RoutesBuilder> builders(Set<String> files, RouteFiles after) throws Exception {
        var resources = new ArrayList<Resource>();
        files.stream()
                .filter(after.routes()::containsKey)
                .sorted(Comparator.comparingInt(file -> turn(file, after)))
                .forEach(file -> resources.add(ResourceHelper.fromString(
                        location + file, after.routes().get(file))));
        return resources.isEmpty()
                ? List.of()
                : PluginHelper.getRoutesLoader(live).findRoutesBuilders(resources);
    }

    /** Inner routes first, then the one entrance of runs, then what starts runs. */
    private int turn(String file, RouteFiles after) {
        if (RouteFiles.idOf(file).equals(entrance)) {
            return 1;
        }
        return RouteFile.parse(file, after.routes().get(file)).isInner() ? 0 : 2;
    }

    /** @return the state of each route that somebody started or stopped by hand */
    private Map<String, ServiceStatus> remove(Set<String> files) throws Exception {
        var byHand = new HashMap<String, ServiceStatus>();
        var controller = live.getRouteController();
        for (var definition : definitions(files)) {
            var id = definition.getId();
            var route = live.getRoute(id);
            if (route != null) {
                var status = controller.getRouteStatus(id);
                if (status.isStarted() == Boolean.FALSE.equals(route.isAutoStartup())) {
                    byHand.put(id, status);
                }
                controller.stopRoute(id);
                live.removeRoute(id);
            }
            model.removeRouteDefinition(definition);
        }
        for (var configuration : List.copyOf(model.getRouteConfigurationDefinitions())) {
            if (isFrom(files, configuration.getResource())) {
                model.removeRouteConfiguration(configuration);
            }
        }
        return byHand;
    }

    private void restore(String id, ServiceStatus byHand) throws Exception {
        var controller = live.getRouteController();
        if (byHand == null || byHand == controller.getRouteStatus(id)) {
            return;
        }
        if (byHand.isStarted()) {
            controller.startRoute(id);
        } else if (byHand.isSuspended()) {
            controller.suspendRoute(id);
        } else {
            controller.stopRoute(id);
        }
    }

    private List<RouteDefinition> definitions(Collection<String> files) {
        return model.getRouteDefinitions().stream()
                .filter(route -> isFrom(files, route.getResource()))
                .toList();
    }

    private static boolean isFrom(Collection<String> files, Resource resource) {
        return resource != null && files.contains(resource.getLocation().replaceFirst("^.*[/\\\\:]", ""));
    }

    /** The entrances that are shut. */
    record Gate(List<Consumer> consumers) {

        /** Opens those that are still in use by {@code routes}. */
        void open(List<Route> routes) {
            var used = routes.stream().map(Route::getConsumer).toList();
            consumers.stream().filter(used::contains).forEach(ServiceHelper::resumeService);
        }
    }

    /** An edit that passed every proof did not go in. */
    static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1;

        Failed(String rest, Exception cause) {
            super("could not be put in, " + rest + ": " + cause, cause);
        }
    }
}
