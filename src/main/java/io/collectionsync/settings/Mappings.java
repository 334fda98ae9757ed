package io.collectionsync.settings;

import io.collectionsync.membership.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    private final Path home;
    private final Map<String, String> environment;
    private final Path file;
    private final Runnable moment;
    private List<Mapping> current;
    private byte[] text;
    private String fault;

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
        byte[] now = read();
        if (!Arrays.equals(now, text)) {
            take(now);
        }
        return current;
    }

    /** @return whether the mapping of this group still reads as {@code mapping} does */
    public boolean isAsItWas(Mapping mapping) {
        return all().contains(mapping);
    }

    /** Reads the file again even if it has not changed. */
    public synchronized void reload() {
        take(read());
    }

    /** A file that changes all the time is looked at again by whoever asks next. */
    private void take(byte[] seen) {
        for (int look = 0; look < MOST_LOOKS; look++) {
            moment.run();
            byte[] before = seen;
            var loaded = load();
            seen = read();
            if (Arrays.equals(before, seen)) {
                text = seen;
                loaded.run();
                return;
            }
        }
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
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }
}
