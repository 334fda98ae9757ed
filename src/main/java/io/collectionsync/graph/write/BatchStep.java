package io.collectionsync.graph.write;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.membership.Change;
import java.util.List;
import java.util.UUID;

/**
 * One request that changes members, or asks for one, as it stands in a batch.
 *
 * @param form     how it is written
 * @param objects  the members: 1 to 20 for {@link Form#ADD_SEVERAL}, else one
 * @param attempts how often it has been sent without a final answer, but for throttling
 * @param throttled how often it was throttled
 * @param maybeDone whether an attempt may have been carried out
 */
public record BatchStep(Form form, List<UUID> objects, int attempts, int throttled, boolean maybeDone) {

    /** Most references in one PATCH (Microsoft docs). */
    static final int MOST_REFERENCES = 20;

    public enum Form {
        ADD_SEVERAL,
        ADD_ONE,
        REMOVE,
        /** Asks which groups hold a device that shall be added, or a user. */
        ASK_DEVICE("devices"),
        ASK_USER("users");

        private final String asked;

        Form() {
            this(null);
        }

        Form(String asked) {
            this.asked = asked;
        }

        /** @return whether it changes nothing */
        public boolean asks() {
            return asked != null;
        }
    }

    public BatchStep {
        objects = List.copyOf(objects);
        int most = form == Form.ADD_SEVERAL ? MOST_REFERENCES : 1;
        if (objects.isEmpty() || objects.size() > most) {
            throw new IllegalArgumentException(form + " takes 1 to " + most + " members, got " + objects.size());
        }
    }

    List<Change> changes() {
        var kind = form == Form.REMOVE ? Change.Kind.REMOVAL : Change.Kind.ADDITION;
        return objects.stream().map(object -> new Change(kind, object)).toList();
    }

    boolean adds() {
        return form != Form.REMOVE;
    }

    static BatchStep fresh(Form form, List<UUID> objects) {
        return new BatchStep(form, objects, 0, 0, false);
    }

    /** @return whether it was never sent, or only throttled */
    boolean isFresh() {
        return attempts == 0;
    }

    /** @param done whether this attempt may have been carried out */
    BatchStep again(boolean done) {
        return new BatchStep(form, objects, attempts + 1, throttled, maybeDone || done);
    }

    /** @return this step, which an attempt that does not count may have carried out */
    BatchStep maybeDoneBefore() {
        return new BatchStep(form, objects, attempts, throttled, true);
    }

    BatchStep againAfterThrottling() {
        return new BatchStep(form, objects, attempts, throttled + 1, maybeDone);
    }

    BatchStep as(Form other) {
        return new BatchStep(other, objects, attempts, throttled, maybeDone);
    }

    /** @return one step for each member, as fresh as this one */
    List<BatchStep> split() {
        return split(Form.ADD_ONE);
    }

    List<BatchStep> split(Form each) {
        return objects.stream()
                .map(object -> new BatchStep(each, List.of(object), attempts, throttled, maybeDone))
                .toList();
    }

    /**
     * The only place that builds a URL which changes members. A removal always ends in {@code /$ref}: without it Graph
     * deletes the device itself (Microsoft docs).
     *
     * @param root Graph's version root, such as {@code https://graph.microsoft.com/v1.0}
     */
    ObjectNode toJson(String id, UUID group, String root) {
        var json = JsonNodeFactory.instance.objectNode().put("id", id);
        switch (form) {
            case ASK_DEVICE, ASK_USER -> json.put("method", "GET")
                    .put("url", GraphCall.groupsOf(form.asked, objects.get(0)));
            case REMOVE -> json.put("method", "DELETE")
                    .put("url", "/groups/" + group + "/members/" + objects.get(0) + "/$ref");
            case ADD_ONE -> withBody(json.put("method", "POST").put("url", "/groups/" + group + "/members/$ref"))
                    .put("@odata.id", reference(root, objects.get(0)));
            case ADD_SEVERAL -> {
                ArrayNode references = withBody(json.put("method", "PATCH").put("url", "/groups/" + group))
                        .putArray("members@odata.bind");
                objects.forEach(object -> references.add(reference(root, object)));
            }
        }
        return json;
    }

    private static ObjectNode withBody(ObjectNode json) {
        json.putObject("headers").put("Content-Type", "application/json");
        return json.putObject("body");
    }

    private static String reference(String root, UUID object) {
        return root + "/directoryObjects/" + object;
    }
}
