package io.collectionsync.management;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.MappingState;
import io.collectionsync.state.Pause;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers for one mapping. */
final class ManagedMapping implements MappingMXBean {

    private final Control control;
    private final StateCache state;
    private final Suspensions suspensions;
    private volatile Mapping mapping;

    ManagedMapping(Mapping mapping, Control control, StateCache state, Suspensions suspensions) {
        this.suspensions = suspensions;
        this.mapping = mapping;
        this.control = control;
        this.state = state;
    }

    /** The mapping of this name has been edited. */
    void follow(Mapping edited) {
        mapping = edited;
    }

    private <T> T value(Function<MappingState, T> part, T unknown) {
        return state.get().of(mapping.group()).map(part).orElse(unknown);
    }

    private String time(Function<MappingState, Instant> part) {
        Instant time = value(part, null);
        return time == null ? null : time.toString();
    }

    @Override
    public String getStatus() {
        boolean running = control.running().stream()
                .flatMap(run -> run.mappings().stream())
                .anyMatch(one -> one.group().equals(mapping.group()));
        return running ? Status.IN_PROGRESS.word() : value(one -> one.status().word(), null);
    }

    @Override
    public int getDesired() {
        return value(one -> one.members().desired(), -1);
    }

    @Override
    public int getActual() {
        return value(one -> one.members().actual(), -1);
    }

    @Override
    public int getLastAdditions() {
        return value(one -> one.changes().additions(), -1);
    }

    @Override
    public int getLastRemovals() {
        return value(one -> one.changes().removals(), -1);
    }

    @Override
    public int getHeld() {
        return value(one -> one.held().removals(), -1);
    }

    @Override
    public List<String> getHeldReasons() {
        return value(one -> one.held().reasons(), List.of());
    }

    @Override
    public String getHeldSince() {
        return time(one -> one.held().since());
    }

    @Override
    public int getWindowRemovals() {
        return value(one -> one.held().used(), -1);
    }

    @Override
    public int getWindowAllowed() {
        return value(one -> one.held().allowed() == null ? -1 : one.held().allowed(), -1);
    }

    @Override
    public int getUnresolved() {
        return value(one -> one.members().unresolved(), -1);
    }

    @Override
    public long getDeadLetters() {
        return state.get().openDeadLetters(mapping.group());
    }

    @Override
    public int getDrift() {
        return value(one -> one.drift().total(), -1);
    }

    @Override
    public int getDriftAdded() {
        return value(one -> one.drift().added(), -1);
    }

    @Override
    public int getDriftRemoved() {
        return value(one -> one.drift().removed(), -1);
    }

    @Override
    public String getLastRun() {
        return time(one -> one.run().time());
    }

    @Override
    public String getLastSuccess() {
        return time(one -> one.run().lastSuccess());
    }

    @Override
    public long getSecondsSinceSuccess() {
        return state.secondsSince(value(one -> one.run().lastSuccess(), null));
    }

    @Override
    public String getLastError() {
        String fault = state.get().fault();
        return fault == null ? value(MappingState::error, null) : fault;
    }

    @Override
    public String getGroup() {
        return mapping.group().toString();
    }

    @Override
    public List<String> getCollections() {
        return mapping.collections();
    }

    @Override
    public String getTenant() {
        return mapping.tenant();
    }

    @Override
    public boolean isEnabled() {
        return mapping.enabled();
    }

    @Override
    public String getPaused() {
        var pauses = suspensions.of(mapping);
        return pauses.isEmpty() ? null : pauses.stream().map(Pause::text).collect(Collectors.joining("; "));
    }

    @Override
    public String reconcile() {
        return line(run(RunRequest.Mode.APPLY));
    }

    @Override
    public List<String> plan() {
        return PlanLines.of(mine(run(RunRequest.Mode.PLAN)));
    }

    private RunReport run(RunRequest.Mode mode) {
        if (!mapping.enabled()) {
            throw new IllegalStateException("Mapping " + mapping.name() + " is disabled: set enabled: true for it in"
                    + " config/mappings.yaml first");
        }
        try {
            return control.run(new RunRequest(List.of(mapping.group().toString()), mode, Trigger.JMX));
        } finally {
            state.forget();
        }
    }

    @Override
    public String approve(String hash) {
        try {
            return control.approve(hash, mapping.group(), Caller.name());
        } finally {
            state.forget();
        }
    }

    @Override
    public String suspend() {
        return suspensions.suspend(mapping);
    }

    @Override
    public String resume() {
        return suspensions.resume(mapping);
    }

    private MappingReport mine(RunReport report) {
        return report.mappings().stream()
                .filter(one -> one.mapping().group().equals(mapping.group()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Mapping " + mapping.name() + " is no longer an enabled" + " mapping of config/mappings.yaml"));
    }

    private String line(RunReport report) {
        var mine = mine(report);
        return mine.status().word() + reason(report, mine);
    }

    private static String reason(RunReport report, MappingReport mine) {
        if (mine.error() != null) {
            return ": " + mine.error();
        }
        if (mine.plan() != null && mine.plan().isHeld()) {
            return ": "
                    + String.join(
                            "; ",
                            mine.plan().reasons().stream()
                                    .map(reason -> reason.text())
                                    .toList());
        }
        if (report.run().isPlanOnly()) {
            return ": planned only, apply.enabled is false";
        }
        return mine.status() == Status.SUCCESS ? "" : ": see the dead letters of this mapping";
    }
}
