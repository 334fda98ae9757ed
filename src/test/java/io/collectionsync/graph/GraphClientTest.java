package io.collectionsync.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.collectionsync.graph.throttle.SharedThrottling;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.graph.throttle.TenantThrottleTest;
import io.collectionsync.graph.throttle.TestClock;
import io.collectionsync.graph.write.AnswerTable;
import io.collectionsync.graph.write.BatchStep;
import io.collectionsync.graph.write.Meaning;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens before and behind every request. */
class GraphClientTest {

    private static final Permit GRANTED = () -> {};

    private static final String ROOT = "https://graph.microsoft.com/v1.0";
    private static final GraphCall CALL = GraphCall.get("contoso", "/groups/" + new UUID(0, 1) + "?$select=id", 1);
    private static final GraphCall BATCH = GraphCall.batch("contoso", "{}", 0);

    private final TestClock clock = new TestClock();
    private final TenantThrottle throttle = TenantThrottleTest.throttle(3_000, Duration.ofSeconds(150), clock);
    private final NumberedTokens tokens = new NumberedTokens();
    private final Others others = new Others();
    private final GraphClient client =
            new GraphClient(Map.of("contoso", ROOT), Map.of("contoso", throttle), tokens, others);

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
        assertThat(client.admit(CALL, null).getUrl())
                .isEqualTo(ROOT + "/groups/00000000-0000-0000-0000-000000000001?$select=id");
        assertThat(tokens.ensured).containsExactly("contoso");
    }

    @Test
    void aNextLinkOfTheTenantIsSentAsItIs() throws Exception {
        String link = ROOT + "/groups/x/members?$skiptoken=RFNw%2bdA%27";

        assertThat(client.admit(GraphCall.get("contoso", link, 2), null).getUrl())
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
        assertThatThrownBy(() -> client.admit(GraphCall.get("contoso", link, 2), null))
                .isInstanceOf(GraphFault.class)
                .hasMessage("A next link leads away from " + ROOT + ": not followed");
        assertThat(tokens.ensured).isEmpty();
    }

    @Test
    void aGoodAnswerIsHandedOn() throws Exception {
        var answer = answer(200, "", Map.of());

        assertThat(judge(CALL, answer)).isSameAs(answer);
        assertThat(throttle.throttledUntil()).isBefore(clock.instant());
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
        var first = client.admit(CALL, null);
        assertThatThrownBy(() -> classify(first, refused)).isInstanceOf(GraphUnavailable.class);

        var last = classify(client.admit(CALL, first), refused);

        assertThat(last.status()).isEqualTo(401);
        assertThat(last.error().line())
                .startsWith("401 InvalidAuthenticationToken: Expired. A new token does not help: ");
        assertThat(tokens.renewals).isEqualTo(1);
    }

    @Test
    void aLaterCallMayRenewTheTokenAgain() throws Exception {
        var first = client.admit(CALL, null);
        assertThatThrownBy(() -> classify(first, answer(401, "", Map.of()))).isInstanceOf(GraphUnavailable.class);
        var second = client.admit(CALL, first);
        classify(second, answer(200, "", Map.of()));

        var later = client.admit(CALL, second);
        assertThatThrownBy(() -> classify(later, answer(401, "", Map.of()))).isInstanceOf(GraphUnavailable.class);
        assertThat(tokens.renewals).isEqualTo(2);
    }

    @Test
    void anEqualCallOfAnotherMappingHasItsOwnAttempt() throws Exception {
        var first = client.admit(CALL, null);
        assertThatThrownBy(() -> classify(first, answer(401, "", Map.of()))).isInstanceOf(GraphUnavailable.class);

        var twin = GraphCall.groupFacts("contoso", new UUID(0, 1));
        var other = client.admit(twin, first);
        assertThatThrownBy(() -> classify(other, answer(401, "", Map.of()))).isInstanceOf(GraphUnavailable.class);
    }

    @Test
    void aTokenThatAnotherWorkerHasRenewedMeanwhileIsNotRenewedOnceMore() throws Exception {
        var twin = GraphCall.groupFacts("contoso", new UUID(0, 1));
        var one = client.admit(CALL, null);
        var other = client.admit(twin, null);

        assertThatThrownBy(() -> classify(one, answer(401, "", Map.of()))).isInstanceOf(GraphUnavailable.class);
        assertThatThrownBy(() -> classify(other, answer(401, "", Map.of()))).isInstanceOf(GraphUnavailable.class);

        assertThat(tokens.renewals).isEqualTo(1);
        assertThat(classify(client.admit(twin, other), answer(200, "", Map.of()))
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

        assertThat(isSentAgain(GraphCall.batch("contoso", "{}", 2), answer)).isEqualTo(reading);
        assertThat(isSentAgain(GraphCall.batch("contoso", "{}", 2, 2, Map.of(), GRANTED), answer))
                .isEqualTo(writing);
        assertThat(isSentAgain(GraphCall.batch("contoso", "{}", 2, 0, Map.of("1", 20), GRANTED), answer))
                .isEqualTo(writing);
    }

    @Test
    void whereSomePartsAreRefusedForTheTokenTheyAreSentAgainWithANewOne() throws Exception {
        var answer =
                answer(200, "{\"responses\":[{\"id\":\"1\",\"status\":204},{\"id\":\"2\",\"status\":401}]}", Map.of());
        int before = tokens.ensure("contoso");
        var writing = GraphCall.batch("contoso", "{}", 2, 2, Map.of(), GRANTED);

        assertThat(classify(client.admit(writing, null), answer).isOk()).isTrue();

        assertThat(tokens.ensure("contoso")).isNotEqualTo(before);
    }

    @Test
    void partsThatAreRefusedInSpiteOfANewTokenStopTheirGroup() throws Exception {
        var refused = answer(200, "{\"responses\":[{\"id\":\"1\",\"status\":401}]}", Map.of());
        var first = client.admit(BATCH, null);
        assertThatThrownBy(() -> classify(first, refused)).isInstanceOf(GraphUnavailable.class);

        var part = new BatchAnswer(classify(client.admit(BATCH, first), refused))
                .part("1")
                .orElseThrow();

        assertThat(BatchStep.Form.values())
                .filteredOn(form -> !form.asks())
                .allMatch(form -> AnswerTable.meaning(form, part) == Meaning.GROUP_STOPS);
    }

    private boolean isSentAgain(GraphCall call, GraphAnswer answer) throws InterruptedException {
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
        others.left = Duration.ofMillis(500);
        var attempt = CompletableFuture.supplyAsync(() -> admit(CALL));
        await().until(() -> !pause().isNegative() && !pause().isZero());
        assertThat(attempt).isNotDone();

        others.left = Duration.ofSeconds(-1);
        clock.move(Duration.ofSeconds(8));
        assertThat(attempt.get(60, TimeUnit.SECONDS).getUrl()).startsWith(ROOT);
    }

    private Attempt admit(GraphCall call) {
        try {
            return client.admit(call, null);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aChangeIsAdmittedOnlyAsLongAsItsPermitIsProved() {
        Permit refused = () -> {
            throw new IllegalStateException("taken over");
        };
        var change = GraphCall.batch("contoso", "{}", 1, 1, Map.of(), refused);

        assertThatThrownBy(() -> client.admit(change, null)).hasMessage("taken over");
        assertThat(throttle.writesInWindow()).as("given back").isZero();
    }

    @Test
    void aChangeWithoutAPermitCannotBeMade() {
        assertThatThrownBy(() -> GraphCall.batch("contoso", "{}", 1, 1, Map.of(), Permit.NOT_NEEDED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRequestToGraphThatWasNotAdmittedIsNotSent() {
        var target = URI.create(ROOT + "/groups");

        assertThatThrownBy(() -> client.send(null, "GET", target)).isInstanceOf(MissingStep.class);
        assertThatThrownBy(() -> client.send("none", "GET", target)).isInstanceOf(MissingStep.class);
        assertThat(client.send(null, "POST", URI.create("https://hooks.contoso.com/x")))
                .isNull();
    }

    @Test
    void anAttemptIsSentOnceAndNowhereElse() throws Exception {
        var elsewhere = client.admit(CALL, null);
        assertThatThrownBy(() -> client.send(elsewhere.getId(), "GET", URI.create("https://evil.test/v1.0/groups")))
                .isInstanceOf(MissingStep.class);
        var once = client.admit(CALL, null);
        client.send(once.getId(), "GET", URI.create(once.getUrl()));

        assertThatThrownBy(() -> client.send(once.getId(), "GET", URI.create(once.getUrl())))
                .isInstanceOf(MissingStep.class);
    }

    @Test
    void anAttemptThatWasNotSentHasNoAnswer() throws Exception {
        var attempt = client.admit(CALL, null);

        assertThatThrownBy(() -> client.classify(attempt, answer(200, "", Map.of())))
                .isInstanceOf(MissingStep.class);
        assertThatThrownBy(() -> client.classify(null, answer(200, "", Map.of())))
                .isInstanceOf(MissingStep.class);
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
    void theLongestWaitOfAnAnswerAndItsPartsCounts(int status, int whole, int part) throws Exception {
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
        var call = GraphCall.batch("contoso", "{}", 0, 0, Map.of("1", 20), GRANTED);
        judge(
                call,
                answer(
                        424,
                        "{\"responses\":[{\"id\":\"1\",\"status\":204,"
                                + "\"headers\":{\"x-ms-resource-unit\":\"7\"}}]}",
                        Map.of("Retry-After", "3")));

        assertThat(throttle.writesInWindow())
                .as("seven, where one was reserved")
                .isGreaterThan(1);
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

        assertThat(judge(GraphCall.create("contoso", "/groups", "{}", GRANTED), answer))
                .isSameAs(answer);
    }

    @Test
    void aPartAtFaultWithoutARetryAfterPausesNobody() throws Exception {
        judge(
                BATCH,
                answer(200, "{\"responses\":[{\"id\":\"1\",\"status\":503},{\"id\":\"2\",\"status\":409}]}", Map.of()));

        assertThat(throttle.throttledUntil()).isEqualTo(Instant.MIN);
    }

    private GraphAnswer judge(GraphCall call, GraphAnswer answer) throws GraphUnavailable, InterruptedException {
        return classify(client.admit(call, null), answer);
    }

    /** The request goes out as the client carries it out, and this answer comes. */
    private GraphAnswer classify(Attempt attempt, GraphAnswer answer) throws GraphUnavailable {
        client.send(attempt.getId(), attempt.getMethod(), URI.create(attempt.getUrl()));
        return client.classify(attempt, new GraphClient.Received(answer));
    }

    private Duration pause() {
        return Duration.between(clock.instant(), throttle.throttledUntil());
    }

    private static GraphAnswer answer(int status, String body, Map<String, String> headers) {
        return new GraphAnswer(status, headers, body, null);
    }
}
