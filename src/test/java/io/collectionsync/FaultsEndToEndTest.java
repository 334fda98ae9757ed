package io.collectionsync;

import static io.collectionsync.sandbox.FaultKind.CUT_ANSWER;
import static io.collectionsync.sandbox.FaultKind.DUPLICATED_PART;
import static io.collectionsync.sandbox.FaultKind.EMPTY_PAGE;
import static io.collectionsync.sandbox.FaultKind.ERROR_AFTER;
import static io.collectionsync.sandbox.FaultKind.ERROR_BEFORE;
import static io.collectionsync.sandbox.FaultKind.EXPIRED_PAGE_TOKEN;
import static io.collectionsync.sandbox.FaultKind.EXPIRED_TOKEN;
import static io.collectionsync.sandbox.FaultKind.HANG_AFTER;
import static io.collectionsync.sandbox.FaultKind.HANG_BEFORE;
import static io.collectionsync.sandbox.FaultKind.HTML_PAGE;
import static io.collectionsync.sandbox.FaultKind.ITEM_WITHOUT_ID;
import static io.collectionsync.sandbox.FaultKind.MISSING_PART;
import static io.collectionsync.sandbox.FaultKind.PAGE_WITHOUT_VALUE;
import static io.collectionsync.sandbox.FaultKind.REPEATED_ITEMS;
import static io.collectionsync.sandbox.FaultKind.RESET_AFTER;
import static io.collectionsync.sandbox.FaultKind.RESET_BEFORE;
import static io.collectionsync.sandbox.FaultKind.THROTTLED;
import static io.collectionsync.sandbox.FaultKind.TRUNCATED_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.LiveRuntime.Target;
import io.collectionsync.cli.Exit;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.Status;
import io.collectionsync.record.DeadLetter;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.RetryAfterForm;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.sandbox.SandboxFaults;
import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way in which Graph is known to vary or to fail, met by the whole runtime over HTTPS: what the group holds, the
 * status, the dead letters and the exit code agree, and no rule of Graph's is broken.
 */
class FaultsEndToEndTest {

    private static final String BATCH = "/\\$batch";
    private static final String MEMBERS = "/groups/[^/]+/members";
    private static LiveRuntime live;

    @TempDir
    static Path home;

    @BeforeAll
    static void start() {
        live = new LiveRuntime(SandboxOptions.defaults().withDevices(2_600).withClockSpeed(50), home);
        // from here on the devices are known, and faults meet the writes alone
        live.applyTo(live.target(21, 80));
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    @AfterEach
    void nothingIsLeftBroken() {
        faults().clear();
        assertThat(live.sandbox.graph().violations()).isEmpty();
    }

    private static SandboxFaults faults() {
        return live.sandbox.graph().faults();
    }

    /** A group with 10 of its 60 members, and 25 others. */
    private static Target target() {
        var target = live.target(21, 80);
        var present = new HashSet<>(objects(101, 125));
        target.expected().stream().sorted().limit(10).forEach(present::add);
        target.group().setMembers(present);
        return target;
    }

    private static List<UUID> objects(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(live.sandbox.world()::device)
                .filter(device -> live.sandbox.tenant("contoso").has(device.objectId()))
                .map(device -> device.objectId()).toList();
    }

    static Stream<Arguments> passing() {
        var cases = new ArrayList<Arguments>();
        for (FaultKind kind : List.of(RESET_BEFORE, RESET_AFTER, HTML_PAGE, TRUNCATED_ANSWER, CUT_ANSWER, ERROR_BEFORE,
                ERROR_AFTER, THROTTLED, EXPIRED_TOKEN)) {
            cases.add(Arguments.of(kind + " of a batch", Fault.of(kind).on("POST", BATCH).times(1)));
            cases.add(Arguments.of(kind + " of a page", Fault.of(kind).on("GET", MEMBERS).times(1)));
        }
        for (FaultKind kind : List.of(HANG_BEFORE, HANG_AFTER)) {
            cases.add(Arguments.of(kind + " of a batch", Fault.of(kind).lasting(Duration.ofMillis(100)).on("POST", BATCH)
                    .times(1)));
        }
        for (FaultKind kind : List.of(MISSING_PART, DUPLICATED_PART)) {
            cases.add(Arguments.of(kind.toString(), Fault.of(kind).times(4)));
        }
        for (FaultKind kind : List.of(ERROR_BEFORE, ERROR_AFTER, THROTTLED)) {
            cases.add(Arguments.of(kind + " of parts", Fault.of(kind).inParts().times(4)
                    .lasting(Duration.ofMillis(60))));
        }
        cases.add(Arguments.of("409 of parts", Fault.of(ERROR_BEFORE).inParts().on("PATCH", ".*").times(4).status(409)
                .saying("Directory_ConcurrencyViolation", "Error due to concurrent requests being made to the tenant.")));
        cases.add(Arguments.of("424 of parts", Fault.of(ERROR_BEFORE).inParts().times(4).status(424)));
        cases.add(Arguments.of("new group not replicated", Fault.of(ERROR_BEFORE).inParts().on("PATCH", ".*").times(4).status(400).saying(
                "Request_BadRequest", "The source resource object or one of the objects being referenced don't exist.")));
        cases.add(Arguments.of("PATCH without its permission", Fault.of(ERROR_BEFORE).inParts().on("PATCH", ".*").status(403)
                .saying("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")));
        cases.add(Arguments.of("an unknown answer to a PATCH", Fault.of(ERROR_BEFORE).inParts().on("PATCH", ".*").times(1)
                .status(418).saying("SomethingNew", "Never seen.")));
        cases.add(Arguments.of("401 of parts that write", refusedParts("/groups/.*").times(2)));
        cases.add(Arguments.of("401 of a part that asks", refusedParts("/devices.*").times(1)));
        for (FaultKind kind : List.of(REPEATED_ITEMS, EMPTY_PAGE)) {
            cases.add(Arguments.of(kind.toString(), Fault.of(kind).times(1)));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void whatPassesLeavesNoTrace(String name, Fault fault) {
        var target = target();
        faults().inject(fault);

        assertDone(target, live.applyTo(target));
        assertThat(fault.met()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(RetryAfterForm.class)
    void everyFormOfRetryAfterIsHeeded(RetryAfterForm form) {
        faults().setRetryAfterForms(form);
        var target = target();
        faults().inject(Fault.of(THROTTLED).on("POST", BATCH).times(1).lasting(Duration.ofMillis(80)));
        faults().inject(Fault.of(THROTTLED).inParts().times(3).lasting(Duration.ofMillis(80)));

        assertDone(target, live.applyTo(target));
        faults().setRetryAfterForms(RetryAfterForm.values());
        assertThat(live.sandbox.graph().counters().earlyRetries()).isZero();
    }

    static Stream<Arguments> toggles() {
        return Stream.of(
                toggle("PATCH costs a third of its members", () -> faults().setPatchCostByThirds(true),
                        () -> faults().setPatchCostByThirds(false)),
                toggle("removing a non-member is a bad request", () -> faults().setRemovedNonMemberIsBadRequest(true),
                        () -> faults().setRemovedNonMemberIsBadRequest(false)),
                toggle("one writer at a time", () -> faults().setParallelWritesAllowed(1),
                        () -> faults().setParallelWritesAllowed(Integer.MAX_VALUE)),
                toggle("one PATCH a batch", () -> faults().setPatchesPerBatchAllowed(1),
                        () -> faults().setPatchesPerBatchAllowed(20)),
                toggle("a spent quota, outer 200", () -> faults().setWriteQuota(12, Duration.ofSeconds(20)),
                        () -> faults().setWriteQuota(3_000, Duration.ofSeconds(150))),
                toggle("a spent quota, outer 424", () -> {
                    faults().setWriteQuota(12, Duration.ofSeconds(20));
                    faults().setThrottledBatchStatus(424);
                }, () -> {
                    faults().setWriteQuota(3_000, Duration.ofSeconds(150));
                    faults().setThrottledBatchStatus(200);
                }),
                toggle("a spent quota, the whole batch", () -> {
                    faults().setWriteQuota(12, Duration.ofSeconds(20));
                    faults().setWholeBatchThrottled(true);
                }, () -> {
                    faults().setWriteQuota(3_000, Duration.ofSeconds(150));
                    faults().setWholeBatchThrottled(false);
                }),
                toggle("PATCH needs a permission that POST does not", () -> faults().setPatchNeedsGroupReadWrite(true),
                        () -> faults().setPatchNeedsGroupReadWrite(false)));
    }

    private static Arguments toggle(String name, Runnable on, Runnable off) {
        return Arguments.of(name, on, off);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("toggles")
    void whereGraphVariesTheGroupIsRightAllTheSame(String name, Runnable on, Runnable off) {
        var target = target();
        on.run();
        var report = live.applyTo(target);
        off.run();

        assertDone(target, report);
        assertThat(live.sandbox.graph().counters().earlyRetries()).isZero();
    }

    @Test
    void aReplicaThatLagsMakesRunsThatChangeNothingAndNoDeadLetter() {
        var target = target();
        live.applyTo(target);
        faults().setReplicaLag(Duration.ofSeconds(100));
        faults().setIndexLag(Duration.ofSeconds(100));
        var again = live.applyTo(target);
        faults().setReplicaLag(Duration.ZERO);
        faults().setIndexLag(Duration.ZERO);

        assertDone(target, again);
    }

    static Stream<Arguments> brokenListings() {
        return Stream.of(ITEM_WITHOUT_ID, PAGE_WITHOUT_VALUE, EXPIRED_PAGE_TOKEN)
                .map(kind -> Arguments.of(kind, Fault.of(kind).on("GET", MEMBERS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenListings")
    void aListingThatIsNotWholeFailsTheMappingAndWritesNothing(FaultKind kind, Fault fault) {
        var target = target();
        var present = new HashSet<>(objects(21, 2_100));
        target.group().setMembers(present);
        faults().inject(fault);

        var report = live.applyTo(target);

        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(report.error()).contains("could not be read completely");
        assertThat(target.group().members()).isEqualTo(present);
        assertThat(live.deadLetters(target)).isEmpty();
        faults().clear();
        assertDone(target, live.applyTo(target));
    }

    @Test
    void aPageTokenThatExpiresOnceStartsTheListingOver() {
        var target = target();
        target.group().setMembers(new HashSet<>(objects(21, 2_100)));
        faults().inject(Fault.of(EXPIRED_PAGE_TOKEN).on("GET", MEMBERS).times(1));

        assertDone(target, live.applyTo(target));
    }

    @Test
    void aGraphThatStaysSilentParksTheChangesAndTheNextLookFindsWhatHadBeenDone() {
        var target = target();
        // the first batch asks who would be removed
        faults().inject(Fault.of(RESET_AFTER).on("POST", BATCH).after(1));

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(live.deadLetters(target)).isNotEmpty()
                .allMatch(letter -> letter.reason().equals("unanswered") && letter.state() == DeadLetter.State.WAITING);
        faults().clear();
        assertDone(target, live.applyTo(target));
    }

    @ParameterizedTest(name = "the 404 names the group: {0}")
    @ValueSource(booleans = {true, false})
    void aMemberAtFaultIsNamedAndTheOtherNineteenGoIn(boolean namesGroup) {
        faults().setNotFoundNamesGroup(namesGroup);
        var target = live.target(namesGroup ? 201 : 301, namesGroup ? 260 : 360);
        live.applyTo(target);
        var gone = target.expected().stream().sorted().toList().get(4);
        target.group().setMembers(List.of());
        live.sandbox.tenant("contoso").delete(gone);

        var run = live.apply(target);

        faults().setNotFoundNamesGroup(false);
        assertThat(target.group().members()).isEqualTo(target.expected()).doesNotContain(gone);
        assertThat(run.mappings().get(0).status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(run.mappings().get(0).outcomes().refused()).isEqualTo(1);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(live.deadLetters(target)).singleElement().satisfies(letter -> {
            assertThat(letter.change().object()).isEqualTo(gone);
            assertThat(letter.reason()).isEqualTo("refused");
            assertThat(letter.code()).isEqualTo("Request_ResourceNotFound");
            assertThat(letter.requestId()).isNotBlank();
        });
        // resolved anew, the device is unknown: the letter closes by itself
        assertDone(target, live.applyTo(target));
    }

    @Test
    void aFullGroupStopsAdditionsAndRemovalsGoOn() {
        var target = target();
        target.group().setMemberQuota(40);

        var run = live.apply(target);

        var report = run.mappings().get(0);
        assertThat(report.status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(report.outcomes().refused()).isPositive();
        assertThat(target.group().members()).doesNotContainAnyElementsOf(objects(101, 125));
        assertThat(live.deadLetters(target)).hasSize(report.outcomes().refused())
                .allMatch(letter -> letter.code().equals("Directory_QuotaExceeded"));
        target.group().setMemberQuota(1_000);
    }

    static Stream<Arguments> groupFaults() {
        return Stream.of(
                Arguments.of("mail-enabled", 400, "Request_BadRequest",
                        "Cannot Update a mail-enabled security groups and or distribution list."),
                Arguments.of("synchronised", 400, "Request_BadRequest", "Unable to update the specified properties for"
                        + " on-premises mastered Directory Sync objects or objects currently undergoing migration."),
                Arguments.of("restricted", 403, "Authorization_RequestDenied", "Insufficient privileges to complete the"
                        + " operation. Target object is a member of a restricted management administrative unit and can"
                        + " only be modified by administrators scoped to that administrative unit."),
                Arguments.of("no permission", 403, "Authorization_RequestDenied",
                        "Insufficient privileges to complete the operation."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("groupFaults")
    void aGroupThatCannotBeWrittenIsOneClearMessageAndNotThousands(String name, int status, String code, String message) {
        var target = target();
        var before = target.group().members();
        faults().inject(Fault.of(ERROR_BEFORE).inParts().on("*", "/groups/.*").status(status).saying(code, message));

        var run = live.apply(target);

        var report = run.mappings().get(0);
        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(report.error()).contains("cannot be written", message.substring(0, 30));
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(live.deadLetters(target)).isEmpty();
        assertThat(target.group().members()).isEqualTo(before);
        faults().clear();
        assertDone(target, live.applyTo(target));
    }

    @Test
    void aDeletedGroupIsNoSuccess() {
        var target = target();
        live.sandbox.tenant("contoso").delete(target.group().id());

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error()).contains("does not exist");
        assertThat(Exit.codeOf(run)).isEqualTo(1);
    }

    @Test
    void aGroupThatVanishesBetweenReadAndWriteIsNoSuccessEither() {
        var target = target();
        var before = target.group().members();
        faults().inject(Fault.of(ERROR_BEFORE).inParts().on("*", "/groups/.*").status(404).saying("Request_ResourceNotFound",
                "Resource '" + target.group().id() + "' does not exist or one of its queried reference-property objects"
                        + " are not present."));
        faults().inject(Fault.of(ERROR_BEFORE).on("GET", "/groups/" + target.group().id()).after(1).status(404)
                .saying("Request_ResourceNotFound", "Resource does not exist."));

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error()).contains("is gone");
        assertThat(live.deadLetters(target)).isEmpty();
        assertThat(target.group().members()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(value = GroupKind.class, mode = EnumSource.Mode.EXCLUDE, names = "SECURITY")
    void aKindOfGroupThatCannotHoldDevicesIsNeverWritten(GroupKind kind) {
        var target = target();
        var before = target.group().members();
        target.group().setKind(kind);

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error()).isNotBlank();
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target)).isEmpty();
    }

    @Test
    void aPermissionTakenAwayFailsTheMappingUntilItIsBack() {
        var app = live.sandbox.tenant("contoso").app();
        app.setRoles(Set.of("GroupMember.ReadWrite.All", "GroupMember.Read.All", "Device.Read.All"));
        live.sandbox.graph().revokeTokens(live.sandbox.tenant("contoso"));
        var target = target();

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error()).contains("The token of tenant contoso lacks Device.ReadWrite.All",
                "admin consent");
        app.setRoles(SandboxApp.RECOMMENDED_ROLES);
        live.sandbox.graph().revokeTokens(live.sandbox.tenant("contoso"));
        assertDone(target, live.applyTo(target));
    }

    static Stream<Arguments> refusedTokens() {
        return Stream.of(
                Arguments.of("every question about the group", Fault.of(EXPIRED_TOKEN).on("GET", "/groups/.*"), 2,
                        "could not be read"),
                Arguments.of("every page", Fault.of(EXPIRED_TOKEN).on("GET", MEMBERS), 3, "could not be read completely"),
                Arguments.of("every batch", Fault.of(EXPIRED_TOKEN).on("POST", BATCH), 4, "could not be resolved"),
                Arguments.of("every part that asks", refusedParts("/devices.*"), 4, "could not be resolved"),
                Arguments.of("every part that writes", refusedParts("/groups/.*"), 5, "cannot be written"));
    }

    private static Fault refusedParts(String path) {
        return Fault.of(ERROR_BEFORE).inParts().on("*", path).status(401)
                .saying("InvalidAuthenticationToken", "Access token has expired or is not yet valid.");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedTokens")
    void aTokenThatGraphRefusesIsRenewedOnceAndThenTheMappingHasFailed(String name, Fault fault, int requests,
                                                                            String line) {
        var target = target();
        var before = target.group().members();
        live.engine();
        faults().inject(fault);
        var counters = live.sandbox.graph().counters();
        counters.reset();

        var run = live.apply(target);

        var report = run.mappings().get(0);
        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(report.error()).contains(line, "401 InvalidAuthenticationToken: Access token has expired",
                "A new token does not help: ").doesNotContain("\n");
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target)).isEmpty();
        assertThat(counters.tokens()).as("new tokens").isEqualTo(1);
        assertThat(counters.requests()).isEqualTo(requests);
        faults().clear();
        assertDone(target, live.applyTo(target));
    }

    @Test
    void aTokenThatSeveralLanesFindRevokedCostsNoneOfTheirMappings() {
        var targets = List.of(target(), target(), target(), target());
        live.applyTo(targets.get(0));
        live.sandbox.graph().revokeTokens(live.sandbox.tenant("contoso"));

        var run = live.apply(targets.toArray(Target[]::new));

        assertThat(Exit.codeOf(run)).isZero();
        assertThat(targets).allSatisfy(target -> assertDone(target, live.applyTo(target)));
    }

    @Test
    void anAnswerThatNobodyKnowsIsParkedWithItsWords() {
        var target = target();
        var before = target.group().members();
        faults().inject(Fault.of(ERROR_BEFORE).inParts().on("*", "/groups/.*").status(418).saying("SomethingNew", "Never seen."));

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isNotIn(Status.SUCCESS, Status.HELD);
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target)).hasSize(run.mappings().get(0).plan().changes()).allSatisfy(letter -> {
            assertThat(letter.code()).isEqualTo("SomethingNew");
            assertThat(letter.message()).isEqualTo("Never seen.");
        });
    }

    private static void assertDone(Target target, MappingReport report) {
        assertThat(report.error()).isNull();
        assertThat(report.status()).isEqualTo(Status.SUCCESS);
        assertThat(target.group().members()).isEqualTo(target.expected());
        assertThat(live.deadLetters(target)).isEmpty();
        var again = live.apply(target);
        assertThat(Exit.codeOf(again)).isZero();
        assertThat(again.mappings().get(0).plan().changes()).isZero();
    }
}
