package io.collectionsync.management;

import io.collectionsync.membership.Mapping;
import io.collectionsync.state.Pause;
import io.collectionsync.state.Pause.Subject;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.db.StateUnavailable;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Pauses, as an operator asks for them over JMX. */
final class Suspensions {

    private static final Logger LOG = LoggerFactory.getLogger(Suspensions.class);
    private static final String WHY = "suspended over JMX";

    private final Pauses pauses;
    private final Pausing pausing;
    private final StateCache state;

    Suspensions(Pauses pauses, StateCache state) {
        this.pauses = pauses;
        this.pausing = new Pausing(pauses);
        this.state = state;
    }

    /** @return why nothing is written for {@code mapping}, as far as is known a moment ago */
    List<Pause> of(Mapping mapping) {
        return pauses.of(mapping, state.get().pauses());
    }

    String suspend(Mapping mapping) {
        return suspend(Subject.of(mapping));
    }

    String suspendAll() {
        return suspend(Subject.ALL);
    }

    private String suspend(Subject subject) {
        return changed(() -> {
            var done = pausing.pause(subject, Caller.name(), WHY);
            if (done.changed()) {
                line(subject).log("mapping paused over JMX");
            }
            return done;
        });
    }

    String resume(Mapping mapping) {
        return resumed(() -> pausing.resume(mapping));
    }

    String resumeAll() {
        return resumed(() -> pausing.resume(Subject.ALL));
    }

    private String resumed(Supplier<Pausing.Done> resume) {
        return changed(() -> {
            var done = resume.get();
            if (done.changed()) {
                line(done.subject()).log("mapping resumed over JMX");
            }
            return done;
        });
    }

    private static LoggingEventBuilder line(Subject subject) {
        return LOG.atInfo().addKeyValue("mapping", subject.name()).addKeyValue("by", Caller.name());
    }

    /** JMX clients know the JDK's exceptions alone. */
    private String changed(Supplier<Pausing.Done> change) {
        try {
            return change.get().text();
        } catch (StateUnavailable unavailable) {
            throw new IllegalStateException(unavailable.getMessage());
        } finally {
            state.forget();
        }
    }
}
