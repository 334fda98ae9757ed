package io.collectionsync.management;

import io.collectionsync.membership.Mapping;
import io.collectionsync.state.Pause.Scope;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.db.StateUnavailable;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Pauses of mappings, as an operator asks for them over JMX. */
final class Suspensions {

    private static final Logger LOG = LoggerFactory.getLogger(Suspensions.class);
    private static final String MAPPING = "suspended over JMX";
    private static final String RUNTIME = "the runtime was suspended over JMX";

    private final Pauses pauses;
    private final StateCache state;

    Suspensions(Pauses pauses, StateCache state) {
        this.pauses = pauses;
        this.state = state;
    }

    String suspend(Mapping mapping) {
        return changed(() -> {
            boolean paused = pauses.pause(mapping, Caller.name(), MAPPING);
            if (paused) {
                line(mapping).log("mapping paused over JMX");
            }
            return paused
                    ? "Paused: nothing is written for " + mapping.name() + " until it is resumed."
                    : "It was paused already: "
                            + pauses.of(mapping.group()).orElseThrow().text();
        });
    }

    String resume(Mapping mapping) {
        return changed(() -> {
            boolean resumed = pauses.resume(mapping.group());
            if (resumed) {
                line(mapping).log("mapping resumed over JMX");
            }
            return resumed ? mapping.name() + " goes on with the next run." : mapping.name() + " was not paused.";
        });
    }

    String suspend(List<Mapping> mappings) {
        return changed(() -> {
            var paused = mappings.stream()
                    .filter(mapping -> pauses.pause(mapping, Caller.name(), RUNTIME, Scope.ALL))
                    .toList();
            paused.forEach(mapping -> line(mapping).log("mapping paused over JMX"));
            return "Paused " + paused.size() + " of " + mappings.size() + " mappings: nothing is written for any of"
                    + " them until they are resumed.";
        });
    }

    String resume(List<Mapping> mappings) {
        return changed(() -> {
            var resumed = mappings.stream()
                    .filter(this::isPausedWithAll)
                    .filter(mapping -> pauses.resume(mapping.group()))
                    .toList();
            resumed.forEach(mapping -> line(mapping).log("mapping resumed over JMX"));
            long left = mappings.stream()
                    .filter(mapping -> pauses.of(mapping.group()).isPresent())
                    .count();
            return resumed.size() + " mappings go on with the next run"
                    + (left == 0 ? "." : "; " + left + " stay paused, each by itself: resume them one by one.");
        });
    }

    private boolean isPausedWithAll(Mapping mapping) {
        return pauses.of(mapping.group())
                .filter(pause -> pause.scope() == Scope.ALL)
                .isPresent();
    }

    private static LoggingEventBuilder line(Mapping mapping) {
        return LOG.atInfo().addKeyValue("mapping", mapping.name()).addKeyValue("by", Caller.name());
    }

    /** JMX clients know the JDK's exceptions alone. */
    private String changed(Supplier<String> change) {
        try {
            return change.get();
        } catch (StateUnavailable unavailable) {
            throw new IllegalStateException(unavailable.getMessage());
        } finally {
            state.forget();
        }
    }
}
