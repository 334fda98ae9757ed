package io.collectionsync.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.testkit.GraphStub;
import io.collectionsync.testkit.StubbedRoutes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One call to Graph through its routes: what is sent, what is sent again, and what its caller is given. */
class GraphCallRouteTest extends StubbedRoutes {

    @Test
    void aCallThatFailsTwiceAndThenSucceedsGivesTheAnswer() {
        graph.group(GROUP);
        graph.answerOnce("GET /v1.0/groups", 503, "", Map.of("Retry-After", "0"));
        graph.answerOnce("GET /v1.0/groups", 503, "<html>Service Unavailable</html>", Map.of("retry-after", "0"));

        var answer = call(GraphCall.groupFacts("contoso", GROUP));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("displayName").asText()).isEqualTo("Ring");
        assertThat(graph.requests).hasSize(3);
    }

    @Test
    void aCallThatAlwaysFailsGivesItsLastAnswerToTheCallerWhichGoesOn() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        for (int i = 1; i <= 5; i++) {
            graph.answerOnce(
                    "GET /v1.0/groups", 500, "{\"error\":{\"code\":\"try-" + i + "\",\"message\":\"\"}}", Map.of());
        }

        var answer = call(GraphCall.groupFacts("contoso", GROUP));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error().code()).isEqualTo("try-5");
        assertThat(graph.requests).hasSize(5);

        var report = run(RunRequest.Mode.APPLY);
        assertThat(only(report).status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void aCallCarriesAClientRequestIdAndNothingOfCamels() {
        graph.group(GROUP);
        call(GraphCall.groupFacts("contoso", GROUP));

        assertThat(graph.headers.get(0)).containsKey("client-request-id");
        assertThat(graph.headers.get(0).keySet()).noneMatch(name -> name.startsWith("camel"));
    }

    @Test
    void aRefusedTokenIsRenewedOnceForACall() {
        graph.group(GROUP);
        graph.answerOnce("GET /v1.0/groups", 401, "", Map.of());
        assertThat(call(GraphCall.groupFacts("contoso", GROUP)).status()).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            graph.answerOnce("GET /v1.0/groups", 401, "", Map.of());
        }

        assertThat(call(GraphCall.groupFacts("contoso", GROUP)).status()).isEqualTo(401);
        assertThat(graph.requests).hasSize(4);
    }

    @Test
    void severalRetryAfterHeadersAreAllHeeded() {
        graph.group(GROUP);
        graph.answerOnce("GET /v1.0/groups", 429, "", Map.of("Retry-After", "0, 1"));
        long begin = System.nanoTime();

        assertThat(call(GraphCall.groupFacts("contoso", GROUP)).status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void nothingIsSentInAPauseThatBeganWhileTheLeaseWasAskedFor() throws Exception {
        var members = devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        var other = new AtomicReference<CompletableFuture<GraphAnswer>>();
        var until = new AtomicReference<Instant>();
        onPermit = () -> {
            if (other.get() == null) {
                graph.answerOnce("GET /v1.0/groups", 429, "", Map.of("Retry-After", "2"));
                other.set(CompletableFuture.supplyAsync(() -> call(GraphCall.groupFacts("contoso", GROUP))));
                Awaitility.await().until(() -> throttle.throttledUntil().isAfter(Instant.MIN));
                until.set(throttle.throttledUntil());
            }
        };

        assertThat(only(run(RunRequest.Mode.APPLY)).status()).isEqualTo(Status.SUCCESS);

        assertThat(other.get().get().status()).isEqualTo(200);
        assertThat(graph.arrivals)
                .filteredOn(until.get().minusSeconds(2)::isBefore)
                .as("the change, and the call that was throttled")
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(until.get()::isBefore);
        assertThat(permitsAsked).as("asked for again after the pause").hasValueGreaterThanOrEqualTo(2);
        assertThat(graph.groups.get(GROUP)).containsExactlyElementsOf(members);
    }

    @Test
    void theDateOfAnAnswerReachesWhoHoldsRetryAfterAgainstIt() {
        graph.group(GROUP);

        assertThat(call(GraphCall.groupFacts("contoso", GROUP)).headers()).containsKey("date");
    }

    @Test
    void aRefusedConnectionIsStatusZero() throws Exception {
        graph.close();
        var answer = call(GraphCall.groupFacts("contoso", GROUP));

        assertThat(answer.status()).isZero();
        assertThat(answer.failure()).startsWith("no connection");
    }

    @Test
    void anAnswerThatBreaksOffIsStatusZero() throws Exception {
        graph.group(GROUP);
        for (int i = 0; i < 5; i++) {
            graph.answerOnce("GET /v1.0/groups", GraphStub.BREAKS_OFF, "{\"id\":", Map.of());
        }

        var answer = call(GraphCall.groupFacts("contoso", GROUP));

        assertThat(answer.status()).isZero();
    }

    @Test
    void aRefusedTokenIsToldToACallerOutsideOfRuns() {
        tokenFault = "Token of tenant contoso refused";

        assertThatThrownBy(() -> call(GraphCall.groupFacts("contoso", GROUP)))
                .hasStackTraceContaining("Token of tenant contoso refused");
    }
}
