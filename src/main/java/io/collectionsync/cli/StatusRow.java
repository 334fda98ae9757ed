package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.membership.Difference;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.state.ApprovalRow;
import io.collectionsync.state.KnownNames.Kind;
import io.collectionsync.state.MappingState;
import io.collectionsync.state.OpenAdditions;
import io.collectionsync.state.Pause;
import io.collectionsync.state.StateAccess;
import java.time.Instant;
import java.util.List;
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
 * @param pauses      why nothing is written for it, the widest first
 * @param approval    the approval whose run goes on at this moment; null where none does
 * @param names       collection names by id, as far as a run has read them
 */
record StatusRow(
        Mapping mapping,
        MappingState state,
        long deadLetters,
        OpenAdditions open,
        String groupName,
        Map<String, String> names,
        List<Pause> pauses,
        ApprovalRow approval) {

    static List<StatusRow> read(StateAccess access, List<Mapping> mappings) {
        Map<UUID, MappingState> states =
                access.states().all().stream().collect(Collectors.toMap(MappingState::group, Function.identity()));
        var pauses = access.pauses();
        var all = pauses.all();
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
                        pauses.of(mapping, all),
                        access.approvals().latest(mapping.group(), 5).stream()
                                .filter(latest -> latest.ended() == null)
                                .findFirst()
                                .orElse(null)))
                .toList();
    }

    /** @return what is going on by somebody's approval; null where nothing is */
    String approvalText() {
        return approval == null
                ? null
                : "plan " + approval.plan().substring(0, Difference.SHOWN) + ", approved by " + approval.by()
                        + " for run " + approval.run() + ": " + approval.text();
    }

    <T> String cell(Function<MappingState, T> value) {
        T cell = state == null ? null : value.apply(state);
        return cell == null ? "-" : cell instanceof Instant time ? StatusCommand.TIME.format(time) : cell.toString();
    }

    boolean isPaused() {
        return !pauses.isEmpty();
    }

    /** The line of the pause says all there is to say. */
    boolean isHeldByPauseAlone() {
        String paused = HoldReason.Word.PAUSED.word() + ":";
        return isPaused() && state.held().reasons().stream().allMatch(reason -> reason.startsWith(paused));
    }

    /** @return each collection's id with its name */
    String collections() {
        return mapping.collections().stream()
                .map(id -> names.containsKey(id) ? id + " " + names.get(id) : id)
                .collect(Collectors.joining(", "));
    }

    /** @return members that shall be in the group and are, by the last run */
    String completed() {
        return cell(this::completed);
    }

    private long completed(MappingState known) {
        return Math.max(0, known.members().desired() - inProgress(known) - open.failed());
    }

    String inProgress() {
        return cell(this::inProgress);
    }

    String failed() {
        return cell(known -> open.failed());
    }

    /** Members on their way: planned only, not sent before the run broke off, or to be tried again. */
    private static long unsent(MappingState known) {
        var wanted = known.changes();
        if (known.run().mode() == RunRequest.Mode.PLAN) {
            return wanted.additions();
        }
        int left = wanted.additions()
                + wanted.removals()
                - known.outcomes().done()
                - known.outcomes().deadLettered();
        return Math.max(0, Math.min(wanted.additions(), left));
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
                .put("status", state == null ? null : state.status().word())
                .put("foreignMembers", mapping.foreignMembers().word())
                .put("deadLetters", deadLetters)
                .put("paused", isPaused())
                .put("approval", approvalText());
        Paused.add(json.putArray("pauses"), pauses);
        if (state != null) {
            addState(json);
        }
        return json;
    }

    private void addState(ObjectNode json) {
        json.put("desired", state.members().desired())
                .put("actual", state.members().actual())
                .put("additions", state.changes().additions())
                .put("removals", state.changes().removals())
                .put("unresolved", state.members().unresolved())
                .put("members", state.members().wanted())
                .put("completed", completed(state))
                .put("inProgress", inProgress(state))
                .put("failed", open.failed())
                .put("lastRun", text(state.run().time()))
                .put("lastSuccess", text(state.run().lastSuccess()))
                .put("error", state.error());
        json.putObject("drift")
                .put("added", state.drift().added())
                .put("removed", state.drift().removed());
        var held = json.putObject("held")
                .put("removals", state.held().removals())
                .put("since", text(state.held().since()));
        state.held().reasons().forEach(held.putArray("reasons")::add);
        held.putObject("window")
                .put("used", state.held().used())
                .put("allowed", state.held().allowed());
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
