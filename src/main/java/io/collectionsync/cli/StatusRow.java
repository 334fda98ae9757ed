package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.state.KnownNames.Kind;
import io.collectionsync.state.MappingState;
import io.collectionsync.state.OpenAdditions;
import io.collectionsync.state.StateAccess;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One mapping as the console's monitoring node would show it.
 *
 * @param state       null before the mapping's first run
 * @param deadLetters open dead letters, removals included
 * @param open        members that are missing because their additions are dead letters
 * @param groupName   null where no run has read it
 * @param paused      whether an administrator has paused it
 * @param names       collection names by id, as far as a run has read them
 */
record StatusRow(
        Mapping mapping,
        MappingState state,
        long deadLetters,
        OpenAdditions open,
        String groupName,
        Map<String, String> names,
        boolean paused) {

    static List<StatusRow> read(StateAccess access, List<Mapping> mappings) {
        Map<UUID, MappingState> states =
                access.states().all().stream().collect(Collectors.toMap(MappingState::group, Function.identity()));
        var collections = access.names().all(Kind.COLLECTION);
        var groups = access.names().all(Kind.GROUP);
        return mappings.stream()
                .map(mapping -> new StatusRow(
                        mapping,
                        states.get(mapping.group()),
                        access.deadLetters().countOpen(mapping.group()),
                        access.openAdditions(mapping.group()),
                        groups.get(mapping.group().toString()),
                        collections,
                        access.pauses().of(mapping.group()).isPresent()))
                .toList();
    }

    <T> String cell(Function<MappingState, T> value) {
        T cell = state == null ? null : value.apply(state);
        return cell == null ? "-" : cell instanceof Instant time ? StatusCommand.TIME.format(time) : cell.toString();
    }

    /** @return each collection's id with its name */
    String collections() {
        return mapping.collections().stream()
                .map(id -> names.containsKey(id) ? id + " " + names.get(id) : id)
                .collect(Collectors.joining(", "));
    }

    /** @return members that shall be in the group and are, by the last run */
    String completed() {
        return cell(known -> Math.max(0, known.desired() - inProgress(known) - open.failed()));
    }

    String inProgress() {
        return cell(known -> inProgress(known));
    }

    String failed() {
        return cell(known -> open.failed());
    }

    /** Members on their way: planned only, not sent before the run broke off, or to be tried again. */
    private static long unsent(MappingState known) {
        if (known.lastMode() == RunRequest.Mode.PLAN) {
            return known.additions();
        }
        int left = known.additions() + known.removals() - known.applied() - known.alreadySo() - known.deadLettered();
        return Math.max(0, Math.min(known.additions(), left));
    }

    private long inProgress(MappingState known) {
        return unsent(known) + open.waiting();
    }

    ObjectNode json() {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("name", mapping.name())
                .put("tenant", mapping.tenant())
                .put("group", mapping.group().toString())
                .put("groupName", groupName);
        mapping.collections().forEach(json.putArray("collections")::add);
        var named = json.putObject("collectionNames");
        mapping.collections().forEach(id -> named.put(id, names.get(id)));
        json.put("enabled", mapping.enabled())
                .put("status", state == null ? null : state.status())
                .put("foreignMembers", mapping.foreignMembers().name().toLowerCase(Locale.ROOT))
                .put("deadLetters", deadLetters)
                .put("paused", paused);
        if (state != null) {
            json.put("desired", state.desired())
                    .put("actual", state.actual())
                    .put("additions", state.additions())
                    .put("removals", state.removals())
                    .put("unresolved", state.unresolved())
                    .put("members", state.desired() + state.unresolved())
                    .put("completed", Math.max(0, state.desired() - inProgress(state) - open.failed()))
                    .put("inProgress", inProgress(state))
                    .put("failed", open.failed())
                    .put("lastRun", text(state.lastRunTime()))
                    .put("lastSuccess", text(state.lastSuccess()))
                    .put("error", state.error());
            json.putObject("drift").put("added", state.driftAdded()).put("removed", state.driftRemoved());
            var held = json.putObject("held").put("removals", state.held());
            state.holdReasons().forEach(held.putArray("reasons")::add);
        }
        return json;
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
