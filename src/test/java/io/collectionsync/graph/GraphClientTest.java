package io.collectionsync.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.graph.throttle.SharedThrottling;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.graph.throttle.TenantThrottleTest;
import io.collectionsync.graph.throttle.TestClock;
import io.collectionsync.graph.write.AnswerTable;
import io.collectionsync.graph.write.BatchStep;
import io.collectionsync.graph.write.Meaning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens before and behind every request. */
class GraphClientTest {

    private static final String ROOT = "https://graph.microsoft.com/v1.0";
    private static final GraphCall CALL = GraphCall.groupExists("contoso", new UUID(0, 1));
    private static final GraphCall BATCH = GraphCall.batch("contoso", "{}", 0, 0, Map.of());

    private final TestClock clock = new TestClock();
    private final TenantThrottle gate = TenantThrottleTest.gate(3_000, Duration.ofSeconds(150), clock);
    private final NumberedTokens tokens = new NumberedTokens();
    private final Others others = new Others();
    private final GraphClient door = new GraphClient(Map.of("contoso", ROOT), Map.of("contoso", gate), tokens, others);

    /** The other processes. */
    private static final class Others implements SharedThrottling {

        private Duration left = Duration.ZERO;

        @Override
        public Duration left(String tenant) {
            return left;
        }

        @Override
        public void extend(String tenant, Duration pause) {
            left = pause;
        }
    }

    /** Tokens that are told apart by their number. */
    private static final class NumberedTokens implements SignIn {

        private final List<String> ensured = new ArrayList<>();
        private int renewals;
        private boolean alwaysTheSame;

        @Override
        public int ensure(String tenant) {
            ensured.add(tenant);
            return renewals;
        }

        @Override
        public boolean renew(String tenant, int refused) {
            if (!alwaysTheSame && refused == renewals) {
                renewals++;
            }
            return refused != renewals;
        }

        @Override
        public Optional<Set<String>> granted(String tenant, Predicate<Set<String>> enough) {
            return Optional.empty();
        }
    }

    @Test
    void aCallIsSentUnderTheTenantsRootWithAToken() throws Exception {
        assertThat(door.attempt(CALL, null).getUrl())
                .isEqualTo(ROOT + "/groups/00000000-0000-0000-0000-000000000001?$select=id");
        assertThat(tokens.ensured).containsExactly("contoso");
    }

    @Test
    void aNextLinkOfTheTenantIsSentAsItIs() throws Exception {
        String link = ROOT + "/groups/x/members?$skiptoken=RFNw%2bdA%27";

        assertThat(door.attempt(GraphCall.get("contoso", link, 2), null).getUrl())
                .isEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.test/v1.0/groups",
                "https://graph.microsoft.com/beta/groups",
                "",
                "groups",
                "https://graph.microsoft.com.evil.test/v1.0/groups",
                "https://graph.microsoft.com/v1.0.evil.test/x",
                "http://graph.microsoft.com/v1.0/groups"
            })
    void aNextLinkToAnotherHostIsRefusedBeforeAnyTokenIsTouched(String link) {
        assertThatThrownBy(() -> door.attempt(GraphCall.get("contoso", link, 2), null))
                .isInstanceOf(GraphFault.class)
                .hasMessage("A next link leads away from " + ROOT + ": not followed");
        assertThat(tokens.ensured).isEmpty();
    }

    @Test
    void aGoodAnswerIsHandedOn() throws Exception {
        var answer = answer(200, "", Map.of());

        assertThat(judge(CALL, answer)).isSameAs(answer);
        assertThat(gate.pausedUntil()).isBefore(clock.instant());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 410, 424})
    void aRefusalIsHandedOn(int status) throws Exception {
        assertThat(judge(CALL, answer(status, "", Map.of())).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 408, 429, 500, 502, 503, 504})
    void anAnswerThatAnotherAttemptMayBetterIsUnavailability(int status) {
        var answer = answer(status, "", Map.of());

        assertThatThrownBy(() -> judge(CALL, answer))
                .isInstanceOfSatisfying(GraphUnavailable.class, unavailable -> assertThat(unavailable.answer())
                        .isSameAs(answer));
    }

    @Test
    void aRefusedTokenIsRenewedOnceForACallAndThenTheAnswerSaysSo() throws Exception {
        var refused =
                answer(401, "{\"error\":{\"code\":\"InvalidAuthenticationToken\",\"message\":\"Expired.\"}}", Map.of());
        var first = door.attempt(CALL, null);
        assertThatThrownBy(() -> door.judge(CALL, first, refused)).isInstanceOf(GraphUnavailable.class);

        var last = door.judge(CALL, door.attempt(CALL, first), refused);

        assertThat(last.status()).isEqualTo(401);
        assertThat(last.error().line())
                .startsWith("401 InvalidAuthenticationToken: Expired. A new token does not help: ");
        assertThat(tokens.renewals).isEqualTo(1);
    }

    @Test
    void aLaterCallMayRenewTheTokenAgain() throws Exception {
        var first = door.attempt(CALL, null);
        assertThatThrownBy(() -> door.judge(CALL, first, answer(401, "", Map.of())))
                .isInstanceOf(GraphUnavailable.class);
        var second = door.attempt(CALL, first);
        door.judge(CALL, second, answer(200, "", Map.of()));

        var later = door.attempt(CALL, second);
        assertThatThrownBy(() -> door.judge(CALL, later, answer(401, "", Map.of())))
                .isInstanceOf(GraphUnavailable.class);
        assertThat(tokens.renewals).isEqualTo(2);
    }

    @Test
    void anEqualCallOfAnotherMappingHasItsOwnAttempt() throws Exception {
        var first = door.attempt(CALL, null);
        assertThatThrownBy(() -> door.judge(CALL, first, answer(401, "", Map.of())))
                .isInstanceOf(GraphUnavailable.class);

        var twin = GraphCall.groupExists("contoso", new UUID(0, 1));
        var other = door.attempt(twin, first);
        assertThatThrownBy(() -> door.judge(twin, other, answer(401, "", Map.of())))
                .isInstanceOf(GraphUnavailable.class);
    }

    @Test
    void aTokenThatAnotherLaneHasRenewedMeanwhileIsNotRenewedOnceMore() throws Exception {
        var twin = GraphCall.groupExists("contoso", new UUID(0, 1));
        var one = door.attempt(CALL, null);
        var other = door.attempt(twin, null);

        assertThatThrownBy(() -> door.judge(CALL, one, answer(401, "", Map.of())))
                .isInstanceOf(GraphUnavailable.class);
        assertThatThrownBy(() -> door.judge(twin, other, answer(401, "", Map.of())))
                .isInstanceOf(GraphUnavailable.class);

        assertThat(tokens.renewals).isEqualTo(1);
        assertThat(door.judge(twin, door.attempt(twin, other), answer(200, "", Map.of()))
                        .isOk())
                .isTrue();
    }

    @Test
    void withoutAnotherTokenThereIsNoFurtherAttempt() throws Exception {
        tokens.alwaysTheSame = true;

        assertThat(judge(CALL, answer(401, "", Map.of())).status()).isEqualTo(401);
    }

    @ParameterizedTest(name = "{0}, {1}: sent again {2}")
    @CsvSource({"401, 401, true, true", "401, 204, false, true", "204, 204, false, false", "401, 404, false, true"})
    void aBatchWhosePartsAreRefusedForTheTokenIsSentAgainWhereNothingIsDoneTwice(
            int one, int other, boolean writing, boolean reading) throws Exception {
        var answer = answer(
                200,
                "{\"responses\":[{\"id\":\"1\",\"status\":%d},{\"id\":\"2\",\"status\":%d}]}".formatted(one, other),
                Map.of());

        assertThat(isSentAgain(GraphCall.batch("contoso", "{}", 2, 0, Map.of()), answer))
                .isEqualTo(reading);
        assertThat(isSentAgain(GraphCall.batch("contoso", "{}", 2, 2, Map.of()), answer))
                .isEqualTo(writing);
        assertThat(isSentAgain(GraphCall.batch("contoso", "{}", 2, 0, Map.of("1", 20)), answer))
                .isEqualTo(writing);
    }

    @Test
    void partsThatAreRefusedInSpiteOfANewTokenStopTheirGroup() throws Exception {
        var refused = answer(200, "{\"responses\":[{\"id\":\"1\",\"status\":401}]}", Map.of());
        var first = door.attempt(BATCH, null);
        assertThatThrownBy(() -> door.judge(BATCH, first, refused)).isInstanceOf(GraphUnavailable.class);

        var part = new BatchAnswer(door.judge(BATCH, door.attempt(BATCH, first), refused))
                .part("1")
                .orElseThrow();

        assertThat(BatchStep.Form.values())
                .filteredOn(form -> !form.asks())
                .allMatch(form -> AnswerTable.meaning(form, part) == Meaning.GROUP_STOPS);
    }

    private boolean isSentAgain(GraphCall call, GraphAnswer answer) {
        try {
            judge(call, answer);
            return false;
        } catch (GraphUnavailable again) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aThrottledTenantPausesAsLongAsGraphAsks(int status) {
        assertThatThrownBy(() -> judge(CALL, answer(status, "", Map.of("retry-AFTER", "7"))))
                .isInstanceOf(GraphUnavailable.class);

        assertThat(pause()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void whatGraphAsksOfThisProcessTheOthersAreTold() {
        assertThatThrownBy(() -> judge(CALL, answer(429, "", Map.of("Retry-After", "7"))))
                .isInstanceOf(GraphUnavailable.class);

        assertThat(others.left).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aPauseThatGraphDidNotAskForConcernsThisProcessAlone() {
        assertThatThrownBy(() -> judge(CALL, answer(503, "", Map.of()))).isInstanceOf(GraphUnavailable.class);

        assertThat(pause()).isPositive();
        assertThat(others.left).isZero();
    }

    @Test
    void nothingIsSentWhileAnotherProcessWasToldToWait() throws Exception {
        others.left = Duration.ofSeconds(7);
        var attempt = door.attempt(CALL, null);
        door.admit(attempt);
        assertThat(attempt.isWaiting()).isTrue();
        assertThat(pause()).isEqualTo(Duration.ofSeconds(7));

        clock.move(Duration.ofSeconds(8));
        others.left = Duration.ofSeconds(-1);
        door.admit(attempt);
        assertThat(attempt.isWaiting()).isFalse();
    }

    @Test
    void aThrottledTenantPausesEvenIfGraphDoesNotSayHowLong() {
        assertThatThrownBy(() -> judge(CALL, answer(429, "", Map.of()))).isInstanceOf(GraphUnavailable.class);

        assertThat(pause()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 424})
    void theLongestWaitOfAThrottledPartCounts(int status) throws Exception {
        judge(
                BATCH,
                answer(
                        status,
                        "{\"responses\":[{\"id\":\"1\",\"status\":429,\"headers\":{\"Retry-After\":\"3\"}},"
                                + "{\"id\":\"2\",\"status\":204},{\"id\":\"3\",\"status\":429,\"headers\":{\"retry-after\":\"9.5\"}},"
                                + "{\"id\":\"4\",\"status\":429}]}",
                        Map.of()));

        assertThat(pause()).isEqualTo(Duration.ofMillis(9_500));
    }

    @ParameterizedTest(name = "{0}: {1} s, and {2} s in a part")
    @CsvSource({"424, 3, 31", "424, 31, 3", "429, 3, 31", "429, 31, 3", "503, 3, 31"})
    void theLongestWaitOfAnAnswerAndItsPartsCounts(int status, int whole, int part) {
        isSentAgain(
                BATCH,
                answer(
                        status,
                        "{\"responses\":[{\"id\":\"1\",\"status\":429,\"headers\":{\"Retry-After\":\"" + part
                                + "\"}},{\"id\":\"2\",\"status\":204}]}",
                        Map.of("Retry-After", String.valueOf(whole))));

        assertThat(pause()).isEqualTo(Duration.ofSeconds(31));
    }

    @Test
    void whatPatchesCostIsLearntFromTheGoodPartsOfAThrottledBatch() throws Exception {
        var call = GraphCall.batch("contoso", "{}", 0, 0, Map.of("1", 20));
        judge(
                call,
                answer(
                        424,
                        "{\"responses\":[{\"id\":\"1\",\"status\":204,"
                                + "\"headers\":{\"x-ms-resource-unit\":\"7\"}}]}",
                        Map.of("Retry-After", "3")));

        assertThat(gate.writesInWindow()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {424, 500, 503, 504})
    void aPartThatIsUnavailableForATimePausesToo(int status) throws Exception {
        judge(
                BATCH,
                answer(
                        200,
                        "{\"responses\":[{\"id\":\"1\",\"status\":" + status
                                + ",\"headers\":{\"Retry-After\":\"4\"}}]}",
                        Map.of()));

        assertThat(pause()).isEqualTo(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 502, 503, 504})
    void whatMakesAnObjectIsNotSentAgainWhenItMayHaveBeenMade(int status) throws Exception {
        var answer = answer(status, "", Map.of());

        assertThat(judge(GraphCall.create("contoso", "/groups", "{}"), answer)).isSameAs(answer);
    }

    @Test
    void aPartAtFaultWithoutARetryAfterPausesNobody() throws Exception {
        judge(
                BATCH,
                answer(200, "{\"responses\":[{\"id\":\"1\",\"status\":503},{\"id\":\"2\",\"status\":409}]}", Map.of()));

        assertThat(gate.pausedUntil()).isEqualTo(Instant.MIN);
    }

    private GraphAnswer judge(GraphCall call, GraphAnswer answer) throws GraphUnavailable {
        return door.judge(call, new Attempt(call, gate, ROOT, tokens.renewals, null), answer);
    }

    private Duration pause() {
        return Duration.between(clock.instant(), gate.pausedUntil());
    }

    private static GraphAnswer answer(int status, String body, Map<String, String> headers) {
        return new GraphAnswer(status, headers, body, null);
    }
}
