package io.collectionsync.graph.write;

import io.collectionsync.graph.GraphError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Changes that Graph denies (403) although neither the group's kind nor the token's permissions explain it. Is it the
 * member, or the group? One change that is sent alone decides: the addition of somebody who is a member and is to be one,
 * which changes nothing; where the group has nobody like that, other changes of the plan. Guarded by its owner.
 */
final class Denials {

    /** So many changes that are sent alone and denied prove that it is the group. */
    private static final int MOST_DENIED = 3;
    /** So often a change without a final answer is sent alone. */
    private static final int MOST_TRIED = 5;

    private final Map<BatchStep, GraphError> denied = new LinkedHashMap<>();
    private UUID witness;
    private BatchStep probe;
    private boolean isWitness;
    private boolean isLast;
    private int tried;
    private int probesDenied;

    /** @param witness somebody who is a member and is to be one; null where there is none */
    Denials(UUID witness) {
        this.witness = witness;
    }

    void add(BatchStep step, GraphError error) {
        denied.put(step, error);
    }

    /** @return whether changes wait for a decision */
    boolean isOpen() {
        return !denied.isEmpty();
    }

    /** @return whether the change that decides is on its way */
    boolean isProbing() {
        return probe != null;
    }

    boolean adds() {
        return denied.keySet().stream().anyMatch(BatchStep::adds);
    }

    /** @return the addition that changes nothing, to be sent alone; null where there is none */
    BatchStep witness() {
        if (witness == null || ++tried > MOST_TRIED) {
            return null;
        }
        isWitness = true;
        isLast = false;
        probe = BatchStep.fresh(BatchStep.Form.ADD_ONE, List.of(witness));
        return probe;
    }

    /** @return {@code step}, which is sent alone */
    BatchStep sendAlone(BatchStep step) {
        isWitness = false;
        isLast = false;
        probe = step;
        return step;
    }

    /** @return one of them, as nobody else is left: denied again, each denial is its member's */
    BatchStep sendLast() {
        var step = denied.keySet().iterator().next();
        denied.remove(step);
        sendAlone(step);
        isLast = true;
        return step;
    }

    boolean isLast(BatchStep step) {
        return isLast && step == probe;
    }

    boolean isProbe(BatchStep step) {
        return step == probe;
    }

    boolean isWitness(BatchStep step) {
        return isWitness && step == probe;
    }

    /** The change that was sent alone is back, or was never sent. */
    void back(BatchStep step) {
        probe = step == probe ? null : probe;
    }

    /** It is denied too. @return whether that proves that it is the group */
    boolean isGroup(BatchStep step) {
        return isWitness(step) || step == probe && !isLast && ++probesDenied >= MOST_DENIED;
    }

    /** It is decided, or nothing more is sent. @return all of them */
    Map<BatchStep, GraphError> drain() {
        var all = new LinkedHashMap<>(denied);
        denied.clear();
        tried = 0;
        probesDenied = 0;
        return all;
    }
}
