package io.collectionsync.settings;

import io.collectionsync.membership.Failure;
import io.collectionsync.membership.Failure.Kind;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mappings as {@code config/mappings.yaml} has them now: read again when the file has changed, and has not changed
 * any more a moment later: a half-saved one may be valid, and lack a collection or a member to keep. A file with faults
 * is refused and the last good mappings go on.
 */
public final class Mappings {

    private static final Logger LOG = LoggerFactory.getLogger(Mappings.class);

    /** Editors and copies write a file in far less. */
    private static final Duration MOMENT = Duration.ofMillis(200);

    private static final int MOST_LOOKS = 10;
    /** So many moments are 5 seconds. */
    private static final int MOST_VAIN_LOOKS = 25;

    /** One mapping, and whether it still reads as it did. */
    @FunctionalInterface
    public interface Watch {

        /**
         * Looks at the file, for 5 seconds at most if it cannot be read.
         *
         * @return why nothing may be sent for the mapping any more; empty if it reads as it did
         */
        Optional<Failure> change();
    }

    private final Path home;
    private final Map<String, String> environment;
    private final Path file;
    private final Runnable moment;
    private List<Mapping> current;
    private byte[] text;
    private String fault;
    /** Why the file could not be read when it was last looked at; null when it could. */
    private String unread;
    /** How often an edit was refused. */
    private int refusals;

    public Mappings(Configuration configuration, Map<String, String> environment) {
        this(configuration, environment, () -> LockSupport.parkNanos(MOMENT.toNanos()));
    }

    /** @param moment waits between two looks at a file that has changed */
    public Mappings(Configuration configuration, Map<String, String> environment, Runnable moment) {
        this.moment = moment;
        this.home = configuration.settings().home();
        this.environment = environment;
        this.file = home.resolve("config/mappings.yaml");
        this.current = configuration.mappings();
        this.text = read();
    }

    /** @return every mapping, disabled ones included */
    public synchronized List<Mapping> all() {
        look();
        return current;
    }

    /** @return whether the file was at rest, and what it holds is taken or refused */
    private boolean look() {
        byte[] now = read();
        return Arrays.equals(now, text) || take(now);
    }

    /** @return watches {@code mapping} from now on: an edit that is refused later tells nobody what it was to become */
    public synchronized Watch watch(Mapping mapping) {
        int before = refusals;
        return () -> {
            String unknown = unknown(before);
            for (int looks = 1; unknown != null && looks < MOST_VAIN_LOOKS; looks++) {
                moment.run();
                unknown = unknown(before);
            }
            if (unknown != null) {
                return Optional.of(new Failure(
                        Kind.MAPPINGS,
                        MappingsReader.FILE + " " + unknown
                                + ": nothing further is sent; put the file right, the next run goes on"));
            }
            return reads(mapping) ? Optional.empty() : Optional.of(Failure.of(Kind.EDITED));
        };
    }

    /**
     * @param before edits that were refused before the mapping was watched
     * @return why the file does not tell how a mapping reads now; null when it does
     */
    private synchronized String unknown(int before) {
        if (!look()) {
            return "changes all the time";
        }
        if (unread != null) {
            return "cannot be read (" + unread + ")";
        }
        return refusals == before || fault == null ? null : "was edited and is refused (" + OneLine.of(fault) + ")";
    }

    private synchronized boolean reads(Mapping mapping) {
        return current.contains(mapping);
    }

    /** Reads the file again even if it has not changed. */
    public synchronized void reload() {
        take(read());
    }

    /** @return false if the file changes all the time: whoever asks next looks at it again */
    private boolean take(byte[] seen) {
        for (int look = 0; look < MOST_LOOKS; look++) {
            moment.run();
            byte[] before = seen;
            var loaded = load();
            seen = read();
            if (Arrays.equals(before, seen)) {
                text = seen;
                loaded.run();
                return true;
            }
        }
        return false;
    }

    /** @return what takes the file as it was read, or refuses it */
    private Runnable load() {
        try {
            var loaded = Configuration.load(home, environment).mappings();
            return () -> {
                current = loaded;
                fault = null;
                LOG.atInfo().addKeyValue("mappings", current.size()).log("mappings read again");
            };
        } catch (SettingsException e) {
            return () -> {
                fault = e.getMessage();
                refusals++;
                LOG.atError().addKeyValue("error", e.getMessage()).log("mappings refused, the last good ones go on");
            };
        }
    }

    /** @return what is wrong with the file as it is now; null when it is in use */
    public synchronized String fault() {
        return fault;
    }

    /**
     * @param names mapping names, group ids or collection ids; empty for all
     * @return the enabled mappings that are meant
     */
    public List<Mapping> named(List<String> names) {
        return all().stream()
                .filter(Mapping::enabled)
                .filter(mapping -> names.isEmpty() || names.stream().anyMatch(mapping::isNamed))
                .toList();
    }

    private byte[] read() {
        try {
            byte[] now = Files.readAllBytes(file);
            unread = null;
            return now;
        } catch (IOException unreadable) {
            unread = unreadable.getClass().getSimpleName();
            return new byte[0];
        }
    }
}
