package io.collectionsync.directory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Outcome.Result;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The changes of one plan on their way into the group. A change leaves only with an {@link Outcome}, or when the whole
 * group proves unwritable. Used by one thread: take {@link #getNext()}, send it, hand the answer to {@link #judge}.
 *
 * <ol>
 * <li>Additions come before removals, so that nobody loses policy for a moment.
 * <li>A step that is retryable goes back to the front of its queue, at most {@link #MOST_ATTEMPTS} times.
 * <li>A 404 is believed only after the group has been asked for (Graph may name the group in it).
 * </ol>
 */
public final class PendingChanges {

    /** Most steps in a batch (Microsoft docs). */
    static final int MOST_STEPS = 20;
    /** PATCHes of 20 that a batch begins with; 20 of them drew 503 in the field, 5 did not (Microsoft's GMM). */
    static final int FIRST_WIDTH = 5;
    static final int MOST_ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final String tenant;
    private final UUID group;
    private final String root;
    private final Iterator<UUID> freshAdditions;
    private final Iterator<UUID> freshRemovals;
    private final Deque<Step> additions = new ArrayDeque<>();
    private final Deque<Step> removals = new ArrayDeque<>();
    private final Map<Step, GraphAnswer> unproven = new LinkedHashMap<>();
    private final Map<Result, Integer> counts = new EnumMap<>(Result.class);
    private final Map<String, Step> inFlight = new LinkedHashMap<>();
    private int width = FIRST_WIDTH;
    private String fault;
    private List<Outcome> outcomes = new ArrayList<>();

    /**
     * @param plan what shall be sent
     * @param root the tenant's version root, such as {@code https://graph.microsoft.com/v1.0}
     */
    public PendingChanges(Plan plan, String root) {
        this.tenant = plan.mapping().tenant();
        this.group = plan.mapping().group();
        this.root = root;
        this.freshAdditions = plan.additions().iterator();
        this.freshRemovals = plan.removals().iterator();
    }

    /** @return whether something is left to send */
    public boolean isOpen() {
        return fault == null && (!unproven.isEmpty() || additionsOpen() || removalsOpen());
    }

    private boolean additionsOpen() {
        return !additions.isEmpty() || freshAdditions.hasNext();
    }

    private boolean removalsOpen() {
        return !removals.isEmpty() || freshRemovals.hasNext();
    }

    /** @return milliseconds to wait before {@link #getNext()}: growing and jittered where only repeats are left */
    public long getPause() {
        var queue = additionsOpen() ? additions : removals;
        boolean fresh = additionsOpen() ? freshAdditions.hasNext() : freshRemovals.hasNext();
        if (fresh || queue.isEmpty() || !unproven.isEmpty()) {
            return 0;
        }
        int attempts = queue.stream().mapToInt(Step::attempts).min().orElse(0);
        long longest = attempts == 0 ? 0 : FIRST_PAUSE.toMillis() << (attempts - 1);
        return longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    /** @return the next request: the proof that the group exists where one is needed, else a batch of steps */
    public GraphCall getNext() {
        if (!unproven.isEmpty()) {
            return GraphCall.groupExists(tenant, group);
        }
        inFlight.clear();
        var queue = additionsOpen() ? additions : removals;
        boolean adding = additionsOpen();
        while (inFlight.size() < MOST_STEPS && patchesInFlight() < width) {
            var step = queue.isEmpty() ? fresh(adding) : queue.poll();
            if (step == null) {
                break;
            }
            inFlight.put(String.valueOf(inFlight.size() + 1), step);
        }
        return GraphCall.post(tenant, "/$batch", batchBody(), inFlight.size(), inFlight.size());
    }

    private long patchesInFlight() {
        return inFlight.values().stream().filter(step -> step.form() == Step.Form.ADD_SEVERAL).count();
    }

    private Step fresh(boolean adding) {
        var source = adding ? freshAdditions : freshRemovals;
        int most = adding ? Step.MOST_REFERENCES : 1;
        var objects = new ArrayList<UUID>(most);
        while (source.hasNext() && objects.size() < most) {
            objects.add(source.next());
        }
        return objects.isEmpty() ? null
                : new Step(adding ? Step.Form.ADD_SEVERAL : Step.Form.REMOVE, objects, 0);
    }

    private String batchBody() {
        var batch = JsonNodeFactory.instance.objectNode();
        var requests = batch.putArray("requests");
        inFlight.forEach((id, step) -> requests.add(step.toJson(id, group, root)));
        return batch.toString();
    }

    /**
     * @param answer the answer to the last {@link #getNext()}
     * @return the outcomes that are final now
     */
    public List<Outcome> judge(GraphAnswer answer) {
        outcomes = new ArrayList<>();
        if (!unproven.isEmpty()) {
            judgeProof(answer);
        } else if (answer.isOk() || answer.status() == 424) {
            judgeParts(new BatchAnswer(answer));
        } else if (answer.isRetryable()) {
            shrink();
            inFlight.values().forEach(step -> retry(step, answer));
        } else {
            fault = "Graph refuses the whole batch: " + answer.error().line();
        }
        inFlight.clear();
        return outcomes;
    }

    private void judgeParts(BatchAnswer batch) {
        boolean clean = true;
        for (var entry : inFlight.entrySet()) {
            var part = batch.part(entry.getKey()).orElseGet(() -> GraphAnswer.none("Graph's answer lacks this step"));
            clean &= judge(entry.getValue(), part);
        }
        if (clean) {
            width = Math.min(MOST_STEPS, width + 1);
        } else {
            shrink();
        }
    }

    private void shrink() {
        width = Math.max(1, width / 2);
    }

    /** @return false if the step must be sent again */
    private boolean judge(Step step, GraphAnswer answer) {
        var meaning = AnswerTable.meaning(step.form(), answer);
        switch (meaning) {
            case APPLIED -> settle(step, Result.APPLIED, null);
            case ALREADY_SO -> settle(step, Result.ALREADY_SO, answer.error());
            case REFUSED -> settle(step, Result.REFUSED, answer.error());
            case RETRY -> retry(step, answer);
            case SPLIT -> step.split().forEach(additions::addFirst);
            case PROVE_GROUP -> unproven.put(step, answer);
            case ADDITIONS_STOP -> stopAdditions(step, answer.error());
            case GROUP_STOPS -> fault = "Group " + group + " cannot be written: " + answer.error().line();
        }
        return meaning != Meaning.RETRY;
    }

    private void judgeProof(GraphAnswer proof) {
        var steps = new LinkedHashMap<>(unproven);
        unproven.clear();
        if (proof.status() == 404) {
            fault = "Group " + group + " is gone: " + proof.error().line();
        } else if (proof.isOk() && proof.json().hasNonNull("id")) {
            steps.forEach((step, answer) -> settle(step,
                    step.form() == Step.Form.REMOVE ? Result.ALREADY_SO : Result.REFUSED, answer.error()));
        } else {
            steps.forEach(this::retry);
        }
    }

    private void retry(Step step, GraphAnswer answer) {
        if (step.attempts() + 1 >= MOST_ATTEMPTS) {
            settle(step, answer.status() == 429 || answer.status() == 409 ? Result.RETRYABLE : Result.UNANSWERED,
                    answer.error());
        } else {
            (step.form() == Step.Form.REMOVE ? removals : additions).addFirst(step.again());
        }
    }

    /** The quota is checked before duplicates (Canvas): every addition that is not done yet meets it too. */
    private void stopAdditions(Step step, GraphError error) {
        settle(step, Result.REFUSED, error);
        additions.forEach(waiting -> settle(waiting, Result.REFUSED, error));
        additions.clear();
        freshAdditions.forEachRemaining(object -> settle(Change.addition(object), Result.REFUSED, error));
    }

    private void settle(Step step, Result result, GraphError error) {
        step.changes().forEach(change -> settle(change, result, error));
    }

    private void settle(Change change, Result result, GraphError error) {
        counts.merge(result, 1, Integer::sum);
        outcomes.add(error == null ? new Outcome(change, result, null, null, null)
                : new Outcome(change, result, error.code(), error.message(), error.requestId()));
    }

    /** @return what became of the plan so far */
    public Outcomes outcomes() {
        int parked = count(Result.REFUSED) + count(Result.RETRYABLE) + count(Result.UNANSWERED);
        return new Outcomes(count(Result.APPLIED), count(Result.ALREADY_SO), count(Result.REFUSED), parked, fault);
    }

    private int count(Result result) {
        return counts.getOrDefault(result, 0);
    }
}
