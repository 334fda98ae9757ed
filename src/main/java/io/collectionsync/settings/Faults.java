package io.collectionsync.settings;

import java.util.ArrayList;
import java.util.List;

/** Gathers faults while files are read. */
final class Faults {

    private final List<Fault> all = new ArrayList<>();

    void add(String file, String key, String value, String rule) {
        all.add(new Fault(file, key, value, rule));
    }

    void addAll(Faults others) {
        all.addAll(others.all);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** @throws SettingsException if any fault was gathered */
    void throwIfAny() {
        if (!all.isEmpty()) {
            throw new SettingsException(all);
        }
    }
}
