package io.collectionsync.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.membership.ApprovalEnd;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.Unresolved;

/** The JSON of the operator's contract. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            // a console's own character set must not make it malformed
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    static String text(Object document) {
        try {
            return MAPPER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON cannot be written", e);
        }
    }

    static ObjectNode of(RunReport report) {
        var json = NODES.objectNode()
                .put("run", report.run().id())
                .put("status", report.status().word());
        var mappings = json.putArray("mappings");
        report.mappings()
                .forEach(mapping -> mappings.add(of(mapping, report.run().isPlanOnly())));
        if (!report.warnings().isEmpty()) {
            report.warnings().forEach(json.putArray("warnings")::add);
        }
        return json;
    }

    private static ObjectNode of(MappingReport report, boolean planOnly) {
        var mapping = report.mapping();
        var json = NODES.objectNode()
                .put("name", mapping.name())
                .put("tenant", mapping.tenant())
                .put("group", mapping.group().toString());
        var collections = json.putArray("collections");
        mapping.collections().forEach(collections::add);
        json.put("status", report.status().word());
        addPlan(json, report.plan(), planOnly);
        json.put(
                "plan",
                report.plan() == null || report.plan().difference().isEmpty()
                        ? null
                        : report.plan().difference().shortHash());
        if (!planOnly) {
            addOutcomes(json.putObject("outcomes"), report.outcomes() == null ? Outcomes.NONE : report.outcomes());
        }
        if (report.approval() != null) {
            addApproval(json.putObject("approval"), report.approval());
        }
        return json.put("error", report.error());
    }

    /** What an approving run adds to the contract: how the approval ended. */
    private static void addApproval(ObjectNode json, ApprovalEnd end) {
        json.put("plan", end.approval().shown().shortHash())
                .put("by", end.approval().by())
                .put("end", end.how().word())
                .put("why", end.why().isEmpty() ? null : end.why())
                .put("made", end.made())
                .put("notNeeded", end.left())
                .put("text", end.text());
    }

    /** Without a plan the figures are null, the lists empty: a side could not be read. */
    private static void addPlan(ObjectNode json, Plan plan, boolean planOnly) {
        json.put("desired", plan == null ? null : plan.desired());
        json.put("actual", plan == null ? null : plan.actual());
        if (plan != null && planOnly) {
            addMembers(json.putArray("members"), plan);
        }
        add(json.putArray("additions"), plan == null ? MemberIds.none() : plan.additions());
        add(json.putArray("removals"), plan == null ? MemberIds.none() : plan.removals());
        var held = json.putObject("held")
                .put("removals", plan == null ? 0 : plan.held().size());
        var reasons = held.putArray("reasons");
        var fixes = held.putObject("fixes");
        var unresolved = json.putArray("unresolved");
        if (plan != null) {
            plan.reasons().stream().map(HoldReason::word).distinct().forEach(word -> {
                reasons.add(word.word());
                fixes.put(word.word(), word.fix());
            });
            plan.unresolved().forEach(member -> unresolved.add(of(member)));
        }
    }

    /** What plan adds to the contract: each member with its name and reason. */
    private static void addMembers(ArrayNode array, Plan plan) {
        addMembers(array, plan, "addition", plan.additions(), Change.Kind.ADDITION);
        addMembers(array, plan, "removal", plan.removals(), Change.Kind.REMOVAL);
        addMembers(array, plan, "held", plan.held(), Change.Kind.REMOVAL);
    }

    private static void addMembers(ArrayNode array, Plan plan, String what, MemberIds members, Change.Kind kind) {
        members.forEach(id -> array.addObject()
                .put("id", id.toString())
                .put("name", plan.why().name(id))
                .put("change", what)
                .put("reason", plan.why().of(new Change(kind, id))));
    }

    private static void add(ArrayNode array, MemberIds members) {
        members.forEach(id -> array.add(id.toString()));
    }

    private static ObjectNode of(Unresolved member) {
        return NODES.objectNode()
                .put("resourceId", member.resourceId())
                .put("name", member.name())
                .put("deviceId", member.deviceId())
                .put("reason", member.reason().word())
                .put("fix", member.reason().fix());
    }

    private static void addOutcomes(ObjectNode json, Outcomes outcomes) {
        json.put("applied", outcomes.applied())
                .put("alreadySo", outcomes.alreadySo())
                .put("refused", outcomes.refused())
                .put("deadLettered", outcomes.deadLettered());
    }
}
