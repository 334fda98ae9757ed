package io.collectionsync.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. Carries every fault that was found; its message has one line for each. */
public final class SettingsException extends RuntimeException {

    private final transient List<Fault> faults;

    SettingsException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** @return the faults in the order of the files, at least one */
    public List<Fault> faults() {
        return faults;
    }
}
