package io.collectionsync.graph.write;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.graph.BatchAnswer;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphError;
import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.Permit;
import io.collectionsync.graph.read.GroupFacts;
import io.collectionsync.graph.work.BatchOutcomes;
import io.collectionsync.graph.work.OutdatedRead;
import io.collectionsync.graph.work.SharedWork;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Outcome.Result;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The changes of one plan on their way into the group. A change leaves only with an {@link Outcome}, or when the whole
 * group proves unwritable. Several workers send them side by side, each batch by a
 * permit of its own.
 *
 * <ol>
 * <li>Additions come before removals, so that nobody loses policy for a moment: no removal is sent before the last
 *     addition has its outcome.
 * <li>No removal is sent when the collections were read longer ago than {@link UnsentRemovals} allows, not even one
 *     that has waited at the throttle: the workers end, and the removals are {@link #isOutdated()}.
 * <li>A step that is retryable is sent again when its wait is over, at most {@link #MOST_ATTEMPTS} times; being
 *     throttled counts apart, because then the throttle waits for all.
 * <li>A 404 is believed only after the group has been asked for (Graph may name the group in it).
 * <li>A PATCH that may have been carried out is sent again. If it finds members there already, each of them is asked
 *     for before it is added alone, for asking costs no write. A read by itself proves nothing: replicas lag
 *     (Microsoft docs).
 * <li>That an addition is so already, or that the member of a removal is none, denies what the listing showed, unless an
 *     attempt of ours explains it: then that is the outcome's code, and such a removal is not done.
 * <li>A denial (403) is the group's if its kind or the token's permissions explain it; else {@link Denials} decide whether
 *     it is the member's.
 * <li>How much is on its way at once follows the answers: see {@link BatchPace}.
 * </ol>
 */
public final class ChangeQueue extends SharedWork<ChangeQueue.Batch> {

    static final int MOST_ATTEMPTS = 5;
    static final int MOST_THROTTLED = 12;

    private static final GraphError ALREADY_THERE = new GraphError(
            200,
            "memberOf",
            "A PATCH with this member had no answer, the next found members there already, and it names the group",
            null);

    private static final GraphError NOT_SENT_AGAIN = new GraphError(
            0,
            "outdated",
            "The removal had no answer that can be trusted, and the collections ask for the member again",
            null);

    private static final GraphError NOT_REPLACED = new GraphError(
            0, "not-replaced", "The member that takes its place was not added, so it stays until that one is", null);

    /** Whoever sent it broke off before the answer came to who classifies it. */
    private static final GraphError LOST =
            GraphAnswer.none("It was sent, and no answer to it is known").error();

    /**
     * A request on its way.
     *
     * @param call     as it is sent
     * @param steps    by the id of their part; empty for the proof that the group exists
     * @param unproven what waits for that proof, each with the answer that made it necessary
     */
    record Batch(GraphCall call, Map<String, BatchStep> steps, Map<BatchStep, GraphAnswer> unproven) implements Sent {

        boolean isProof() {
            return steps.isEmpty();
        }

        boolean adds() {
            return steps.values().stream().anyMatch(BatchStep::adds)
                    || unproven.keySet().stream().anyMatch(BatchStep::adds);
        }
    }

    /**
     * What is known of the group before anything is sent.
     *
     * @param root      the tenant's version root, such as {@code https://graph.microsoft.com/v1.0}
     * @param users     whether its members are users, not devices; null where that is not known
     * @param attempted members that an earlier run of ours may have added so lately that the listing need not show them
     * @param witness   somebody who is a member and is to be one; null where there is none
     * @param isYoung   whether Graph may not know it everywhere yet
     * @param denies    why a group with these facts cannot be written; empty where nothing explains it
     */
    public record Group(
            String root,
            Boolean users,
            MemberIds attempted,
            UUID witness,
            boolean isYoung,
            Function<GroupFacts, Optional<String>> denies) {}

    private final String tenant;
    private final UUID group;
    private final Function<GroupFacts, Optional<String>> denies;
    private final Denials denials;
    private final boolean isYoung;
    private boolean isDecided;
    private final String root;
    /** Null where it is not known whether the members are devices or users. */
    private final BatchStep.Form ask;

    private final Iterator<UUID> freshAdditions;
    private final UnsentRemovals freshRemovals;
    private final MemberIds attempted;
    private final WaitingSteps additions;
    private final WaitingSteps removals;
    /** Removals that go only when these additions are applied. */
    private final Map<UUID, Set<UUID>> replaced;

    private final Map<BatchStep, GraphAnswer> unproven = new LinkedHashMap<>();
    private final Map<Result, Integer> counts = new EnumMap<>(Result.class);
    private final BatchPace pace = new BatchPace();
    private final Permit permit;
    private int addingInFlight;
    private boolean singly;
    private Failure fault;
    private List<Outcome> outcomes = new ArrayList<>();

    /**
     * @param plan       what shall be sent
     * @param known      what is known of its group
     * @param read       when the reading of the collections began; null where they have no say
     * @param retryDelay how long a step waits at first before it is sent again
     * @param clock      tells how long ago the collections were read
     * @param permit     proves each time that the group may be written
     */
    public ChangeQueue(Plan plan, Group known, Instant read, Duration retryDelay, Clock clock, Permit permit) {
        this.permit = permit;
        this.tenant = plan.mapping().tenant();
        this.group = plan.mapping().group();
        this.root = known.root();
        this.denies = known.denies();
        this.isYoung = known.isYoung();
        this.denials = new Denials(known.witness());
        var users = known.users();
        this.ask = users == null ? null : users ? BatchStep.Form.ASK_USER : BatchStep.Form.ASK_DEVICE;
        this.attempted = known.attempted();
        this.freshAdditions = plan.additions().iterator();
        this.replaced = plan.sending().replaced();
        this.freshRemovals = new UnsentRemovals(plan.removals(), read, clock);
        this.additions = new WaitingSteps(retryDelay);
        this.removals = new WaitingSteps(retryDelay);
    }

    @Override
    protected int width() {
        return pace.workers();
    }

    @Override
    public boolean isOpen() {
        return fault == null
                && (!unproven.isEmpty()
                        || denials.isOpen()
                        || isAdding()
                        || hasRemovals() && !freshRemovals.isResting());
    }

    private boolean hasRemovals() {
        return !removals.isEmpty() || !freshRemovals.isEmpty();
    }

    private boolean isAdding() {
        return addingInFlight > 0
                || !additions.isEmpty()
                || freshAdditions.hasNext()
                || denials.adds()
                || unproven.keySet().stream().anyMatch(BatchStep::adds);
    }

    @Override
    protected long untilDue() {
        if (denials.isProbing()) {
            return Long.MAX_VALUE;
        }
        return isAdding() ? additions.untilDue() : removals.untilDue();
    }

    @Override
    protected Batch next() {
        var batch = fault != null
                ? null
                : !unproven.isEmpty() ? proof() : denials.isOpen() ? deciding() : steps(isAdding());
        addingInFlight += batch != null && batch.adds() ? 1 : 0;
        return batch;
    }

    private Batch proof() {
        var waiting = new LinkedHashMap<>(unproven);
        unproven.clear();
        return new Batch(GraphCall.groupFacts(tenant, group), Map.of(), waiting);
    }

    /** One change alone, which tells whether denials are the members' or the group's. */
    private Batch deciding() {
        if (denials.isProbing()) {
            return null;
        }
        var step = denials.witness();
        boolean adding = step != null || isAdding();
        step = step == null ? alone(adding) : step;
        return batch(Map.of("1", step), Map.of(), adding);
    }

    /** @return another change of the plan, of one member; one of those that are denied where no other is left to send */
    private BatchStep alone(boolean adding) {
        var again = (adding ? additions : removals).poll();
        var step = again != null ? again : fresh(adding, true);
        if (step != null && step.form() == BatchStep.Form.ADD_SEVERAL) {
            var each = step.split();
            each.subList(1, each.size()).forEach(additions::now);
            step = each.get(0);
        }
        return step == null ? denials.sendLast() : denials.sendAlone(step);
    }

    private Batch steps(boolean adding) {
        if (!adding && freshRemovals.isResting()) {
            return null;
        }
        var steps = new LinkedHashMap<String, BatchStep>();
        var patches = new LinkedHashMap<String, Integer>();
        while (steps.size() < pace.steps() && patches.size() < pace.patches()) {
            var again = (adding ? additions : removals).poll();
            var step = again != null ? again : fresh(adding, singly);
            if (step == null) {
                break;
            }
            String id = String.valueOf(steps.size() + 1);
            steps.put(id, step);
            if (step.form() == BatchStep.Form.ADD_SEVERAL) {
                patches.put(id, step.objects().size());
            }
        }
        return steps.isEmpty() ? null : batch(steps, patches, adding);
    }

    private Batch batch(Map<String, BatchStep> steps, Map<String, Integer> patches, boolean adding) {
        int asked =
                (int) steps.values().stream().filter(step -> step.form().asks()).count();
        int writes = steps.size() - patches.size() - asked;
        var call = GraphCall.batch(tenant, body(steps), steps.size(), writes, patches, new BatchPermit(!adding));
        return new Batch(call, steps, Map.of());
    }

    private BatchStep fresh(boolean adding, boolean alone) {
        var source = adding ? freshAdditions : freshRemovals;
        var form = !adding ? BatchStep.Form.REMOVE : alone ? BatchStep.Form.ADD_ONE : BatchStep.Form.ADD_SEVERAL;
        int most = form == BatchStep.Form.ADD_SEVERAL ? BatchStep.MOST_REFERENCES : 1;
        var objects = new ArrayList<UUID>(most);
        while (source.hasNext() && objects.size() < most) {
            objects.add(source.next());
        }
        return objects.isEmpty() ? null : BatchStep.fresh(form, objects);
    }

    private String body(Map<String, BatchStep> steps) {
        var batch = JsonNodeFactory.instance.objectNode();
        var requests = batch.putArray("requests");
        steps.forEach((id, step) -> requests.add(step.toJson(id, group, root)));
        return batch.toString();
    }

    @Override
    protected List<Outcome> classify(Batch batch, GraphAnswer answer) {
        outcomes = new ArrayList<>();
        addingInFlight -= batch.adds() ? 1 : 0;
        if (batch.isProof()) {
            classifyProof(batch, answer);
        } else if (answer.isOk() || answer.status() == 424) {
            classifyParts(batch, answer);
        } else if (answer.isRetryable()) {
            boolean again = batch.steps().values().stream().anyMatch(step -> step.attempts() > 0);
            pace.adapt(answer.status() == 429 || !again ? Traffic.THROTTLED : Traffic.BROKEN);
            batch.steps().values().forEach(step -> retryBatched(step, answer));
        } else {
            batch.steps()
                    .values()
                    .forEach(step -> stopGroup(sent(step, answer), answer.error(), "Graph refuses the whole batch: "));
        }
        return outcomes;
    }

    private void retryBatched(BatchStep step, GraphAnswer answer) {
        if (!denials.isWitness(step)) {
            retry(sent(step, answer), answer);
        }
        denials.back(step);
    }

    /** Who sends a batch may have sent it before. */
    private static BatchStep sent(BatchStep step, GraphAnswer answer) {
        return answer.isRepeated() ? step.maybeDoneBefore() : step;
    }

    private void classifyParts(Batch batch, GraphAnswer whole) {
        var parts = new BatchAnswer(whole);
        var answers = new LinkedHashMap<BatchStep, GraphAnswer>();
        batch.steps()
                .forEach((id, step) -> answers.put(
                        step, parts.part(id).orElseGet(() -> GraphAnswer.none("Graph's answer lacks this step"))));
        if (answers.entrySet().stream().anyMatch(part -> decides(part.getKey(), part.getValue()))) {
            blame(denials.drain());
            isDecided = true;
        }
        var traffic = Traffic.CLEAN;
        for (var part : answers.entrySet()) {
            traffic = traffic.worse(Traffic.of(part.getValue()));
            classify(part.getKey(), whole, part.getValue());
        }
        isDecided = false;
        pace.adapt(traffic);
    }

    /** @return whether the group can be written by this: a change was made, or the one that is to decide was not denied */
    private boolean decides(BatchStep step, GraphAnswer answer) {
        return !step.form().asks()
                && (answer.isOk() || denials.isProbe(step) && isDecision(AnswerTable.meaning(step.form(), answer)));
    }

    private void classify(BatchStep step, GraphAnswer whole, GraphAnswer answer) {
        var sent = sent(step, whole);
        if (step.form().asks()) {
            classifyAsked(sent, answer);
            return;
        }
        var meaning = AnswerTable.meaning(step.form(), answer);
        if (meaning == Meaning.DENIED && denials.isGroup(step)) {
            denials.add(sent, answer.error());
            fault = failure("Group " + group + " cannot be written, whoever the member is: "
                    + answer.error().line());
        } else if (meaning == Meaning.DENIED && (isDecided || denials.isLast(step))) {
            blame(denials.drain());
            blame(Map.of(sent, answer.error()));
        } else if (!denials.isWitness(step) || meaning == Meaning.APPLIED || meaning == Meaning.GROUP_STOPS) {
            // a witness that was added had been removed by somebody meanwhile
            classify(sent, answer, meaning);
        }
        denials.back(step);
    }

    private static boolean isDecision(Meaning meaning) {
        return meaning != Meaning.RETRY && meaning != Meaning.DENIED && meaning != Meaning.GROUP_STOPS;
    }

    private void classify(BatchStep step, GraphAnswer answer, Meaning meaning) {
        switch (meaning) {
            case APPLIED -> conclude(step, Result.APPLIED, null);
            case ALREADY_SO -> concludeAlreadySo(step, answer.error());
            case REFUSED -> conclude(step, Result.REFUSED, answer.error());
            case RETRY -> retry(step, answer);
            case CROSSED -> addEach(step);
            case SPLIT -> split(step, answer);
                // for a denial, the group's kind and the token's permissions are asked for first
            case PROVE_GROUP, DENIED -> unproven.put(step, answer);
            case ADDITIONS_STOP -> stopAdditions(step, answer.error());
            case GROUP_STOPS -> stopGroup(step, answer.error(), "Group " + group + " cannot be written: ");
        }
    }

    /** Nothing more is sent; what an attempt before may have done is on record as that. */
    private void stopGroup(BatchStep step, GraphError error, String text) {
        fault = failure(text + error.line());
        if (step.maybeDone()) {
            conclude(step, Result.UNANSWERED, error);
        }
    }

    /** A PATCH may have been denied because of them: others are added by PATCH again. */
    private void blame(Map<BatchStep, GraphError> members) {
        singly &= members.isEmpty();
        members.forEach((step, error) -> conclude(step, Result.REFUSED, error));
    }

    /** An attempt of ours may have made it so; else it denies the listing, which showed another thing. */
    private void concludeAlreadySo(BatchStep step, GraphError error) {
        if (step.maybeDone()) {
            conclude(step, Result.ALREADY_SO, error);
        } else if (!step.adds()) {
            conclude(step, Result.RETRYABLE, error.as(Outcome.STILL_LISTED));
        } else {
            boolean isExplained = attempted.contains(step.objects().get(0));
            conclude(step, Result.ALREADY_SO, isExplained ? error : error.as(Outcome.NOT_LISTED));
        }
    }

    /** Some members are there: all of them, where an earlier attempt was carried out. */
    private void addEach(BatchStep step) {
        boolean mayAllBeThere = step.maybeDone() && step.objects().size() > 1;
        step.split(mayAllBeThere && ask != null ? ask : BatchStep.Form.ADD_ONE).forEach(additions::now);
    }

    /** Where PATCH lacks a permission that POST has (sources differ), the rest goes by POST at once. */
    private void split(BatchStep step, GraphAnswer answer) {
        singly |= answer.status() == 403 && answer.error().code().equals("Authorization_RequestDenied");
        step.split().forEach(additions::now);
    }

    /** Whoever is not shown, by a lagging replica or at all, is added: that does no harm where it is there. */
    private void classifyAsked(BatchStep step, GraphAnswer answer) {
        boolean there = answer.isOk()
                && StreamSupport.stream(answer.json().path("value").spliterator(), false)
                        .anyMatch(item -> item.path("id").asText().equalsIgnoreCase(group.toString()));
        if (there) {
            conclude(step, Result.ALREADY_SO, ALREADY_THERE);
        } else {
            additions.now(step.as(BatchStep.Form.ADD_ONE));
        }
    }

    private void classifyProof(Batch batch, GraphAnswer proof) {
        if (proof.status() == 404 && isYoung) {
            batch.unproven().forEach(this::retry);
        } else if (proof.status() == 404) {
            fault = failure("Group " + group + " is gone: " + proof.error().line());
            unproven.putAll(batch.unproven());
        } else if (proof.isOk() && GroupFacts.isAbout(group, proof)) {
            var facts = GroupFacts.of(group, proof);
            batch.unproven().forEach((step, answer) -> concludeProved(step, answer, facts));
        } else {
            batch.unproven().forEach(this::retry);
        }
    }

    private void concludeProved(BatchStep step, GraphAnswer answer, GroupFacts facts) {
        if (answer.status() == 404) {
            concludeMissing(step, answer);
            return;
        }
        denies.apply(facts)
                .ifPresentOrElse(
                        why -> stopGroup(step, answer.error(), why + "; Graph says "),
                        () -> denials.add(step, answer.error()));
    }

    /** The group is there, and the member is not: neither to be added nor in the group. */
    private void concludeMissing(BatchStep step, GraphAnswer answer) {
        if (step.adds() && isYoung) {
            retry(step, answer);
        } else if (step.adds()) {
            conclude(step, Result.REFUSED, answer.error());
        } else {
            concludeAlreadySo(step, answer.error());
        }
    }

    private void retry(BatchStep step, GraphAnswer answer) {
        var waiting = step.adds() ? additions : removals;
        if (answer.status() == 429 && step.throttled() + 1 < MOST_THROTTLED) {
            waiting.now(step.againAfterThrottling());
        } else if (answer.status() != 429 && step.attempts() + 1 < MOST_ATTEMPTS) {
            waiting.later(step.again(answer.isUncertain()));
        } else {
            conclude(
                    step,
                    step.maybeDone() || answer.isUncertain() ? Result.UNANSWERED : Result.RETRYABLE,
                    answer.error());
        }
    }

    /**
     * The quota is checked before duplicates (Canvas): every addition that is not done yet meets it too, and is not sent.
     */
    private void stopAdditions(BatchStep step, GraphError error) {
        conclude(step, Result.REFUSED, error);
        var unsent =
                new GraphError(0, "not-sent", "Not sent, for another addition was refused: " + error.message(), null);
        additions
                .drain()
                .forEach(waiting ->
                        conclude(waiting, waiting.maybeDone() ? Result.UNANSWERED : Result.RETRYABLE, unsent));
        freshAdditions.forEachRemaining(object -> conclude(Change.addition(object), Result.RETRYABLE, unsent, false));
    }

    private static Failure failure(String text) {
        return new Failure(Failure.Kind.GRAPH, text);
    }

    private void conclude(BatchStep step, Result result, GraphError error) {
        step.changes().forEach(change -> conclude(change, result, error, step.maybeDone()));
    }

    private void conclude(Change change, Result result, GraphError error, boolean tried) {
        counts.merge(result, 1, Integer::sum);
        outcomes.add(
                error == null
                        ? new Outcome(change, result, null, null, null, tried)
                        : new Outcome(change, result, error.code(), error.message(), error.requestId(), tried));
        if (change.kind() == Change.Kind.ADDITION && !result.isDone()) {
            keepReplaced(change.object());
        }
    }

    /** A member stays as long as nobody has taken its place. */
    private void keepReplaced(UUID missing) {
        replaced.forEach((member, heirs) -> {
            if (heirs.contains(missing) && freshRemovals.drop(member)) {
                conclude(Change.removal(member), Result.RETRYABLE, NOT_REPLACED, false);
            }
        });
    }

    /** @return what became of the plan so far */
    public synchronized Outcomes outcomes() {
        int parked = count(Result.REFUSED) + count(Result.RETRYABLE) + count(Result.UNANSWERED);
        return new Outcomes(count(Result.APPLIED), count(Result.ALREADY_SO), count(Result.REFUSED), parked, fault);
    }

    /** The permit of the group, and for removals the proof that the collections were read a moment ago. */
    private final class BatchPermit implements Permit {

        private final boolean removes;
        private boolean isTried;

        BatchPermit(boolean removes) {
            this.removes = removes;
        }

        @Override
        public void prove() {
            permit.prove();
            if (removes) {
                requireFresh(isTried);
            }
            isTried = true;
        }
    }

    private synchronized void requireFresh(boolean isTried) {
        if (freshRemovals.isResting()) {
            throw new OutdatedRead(isTried);
        }
    }

    @Override
    protected List<Outcome> lost(Batch batch) {
        outcomes = new ArrayList<>();
        if (batch.call().permit() instanceof BatchPermit proved && proved.isTried) {
            batch.steps().values().stream()
                    .filter(step -> !denials.isWitness(step))
                    .forEach(step -> conclude(step, Result.UNANSWERED, LOST));
        }
        unproven.putAll(batch.unproven());
        return outcomes;
    }

    /** Nothing more is sent: a change that may have been carried out has an outcome by that, which is off the record. */
    public synchronized void breakOff() {
        outcomes = new ArrayList<>();
        Stream.of(
                        additions.drain(),
                        removals.drain(),
                        unproven.keySet(),
                        denials.drain().keySet())
                .flatMap(Collection::stream)
                .filter(BatchStep::maybeDone)
                .forEach(step -> conclude(step, Result.UNANSWERED, LOST));
        unproven.clear();
        tell(outcomes);
    }

    @Override
    protected void giveBack(Batch batch, boolean tried) {
        var steps = batch.steps().values();
        steps.forEach(denials::back);
        if (tried) {
            steps.forEach(step -> removals.now(step.again(true)));
            return;
        }
        steps.stream().filter(step -> !step.isFresh()).forEach(removals::now);
        freshRemovals.giveBack(steps.stream()
                .filter(BatchStep::isFresh)
                .flatMap(step -> step.objects().stream())
                .toList());
    }

    /** @return whether removals are left that may only be sent after another look at the collections */
    public synchronized boolean isOutdated() {
        return isWhole() && fault == null && !isAdding() && hasRemovals() && freshRemovals.isResting();
    }

    /** @return removals without an outcome; asked when no worker is at it */
    public synchronized MemberIds removalsLeft() {
        var waiting = removals.all().stream().map(step -> step.objects().get(0)).toList();
        return freshRemovals.left().or(MemberIds.of(waiting));
    }

    /** @return removals that were never tried; asked when no worker is at it */
    public synchronized int untriedRemovals() {
        return freshRemovals.left().size();
    }

    /**
     * The collections have been read again.
     *
     * @param wanted whom they still want to have removed; all others stay
     * @param read   when the reading began
     * @return the outcomes of removals that may have been carried out, and that are not sent again
     * @throws MissingStep if an outcome is not on record yet
     */
    public synchronized BatchOutcomes keepRemovals(MemberIds wanted, Instant read) {
        requireOnRecord();
        outcomes = new ArrayList<>();
        freshRemovals.keep(wanted, read);
        for (var step : removals.drain()) {
            if (wanted.contains(step.objects().get(0))) {
                removals.now(step);
            } else if (step.maybeDone()) {
                conclude(step, Result.UNANSWERED, NOT_SENT_AGAIN);
            }
        }
        return tell(outcomes);
    }

    /**
     * @return what became of the plan
     * @throws RuntimeException what a worker broke with: then changes are left without an outcome
     * @throws MissingStep      if changes are left, or an outcome is not on record
     */
    public synchronized Outcomes finished() {
        requireWhole();
        requireOnRecord();
        if (isOpen()) {
            throw new MissingStep("graph-worker");
        }
        if (isOutdated()) {
            throw new MissingStep("look-again");
        }
        return outcomes();
    }

    private int count(Result result) {
        return counts.getOrDefault(result, 0);
    }
}
