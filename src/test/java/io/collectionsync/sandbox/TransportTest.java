package io.collectionsync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.sandbox.SandboxClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Faults of the wire, of tokens and of parallel writing. */
class TransportTest extends SandboxTestBase {

    @Test
    void aConnectionMayBreakBeforeOrAfterTheWrite() {
        faults().inject(Fault.of(FaultKind.RESET_BEFORE)
                .on("PATCH", "/groups/.*")
                .times(1));
        assertThatThrownBy(() -> patch(devices.get(0))).isInstanceOf(IOException.class);
        assertThat(group.members()).isEmpty();
        faults().inject(Fault.of(FaultKind.RESET_AFTER)
                .on("PATCH", "/groups/.*")
                .times(1));
        assertThatThrownBy(() -> patch(devices.get(0))).isInstanceOf(IOException.class);
        assertThat(group.members()).containsExactly(devices.get(0));
    }

    @Test
    void anAnswerMayBeTruncatedOrCut() {
        faults().inject(Fault.of(FaultKind.TRUNCATED_ANSWER).times(1));
        Reply truncated = client.get("/devices");
        assertThat(truncated.status()).isEqualTo(200);
        assertThat(truncated.json()).isNull();
        faults().inject(Fault.of(FaultKind.CUT_ANSWER).times(1));
        assertThatThrownBy(() -> client.exchange("GET", "/devices", null)).isInstanceOf(IOException.class);
    }

    @Test
    void aServerErrorMayHideAWriteThatWasApplied() {
        faults().inject(Fault.of(FaultKind.ERROR_BEFORE).status(500).times(1));
        assertThat(client.add(group, devices.get(0)).status()).isEqualTo(500);
        assertThat(group.members()).isEmpty();
        Fault after =
                faults().inject(Fault.of(FaultKind.ERROR_AFTER).status(504).times(1));
        assertThat(client.add(group, devices.get(0)).status()).isEqualTo(504);
        assertThat(group.members()).containsExactly(devices.get(0));
        assertThat(after.met()).isEqualTo(1);
    }

    @Test
    void aProxyMayAnswerWithAPage() {
        faults().inject(Fault.of(FaultKind.HTML_PAGE).times(1));
        Reply reply = client.get("/devices");
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.header("content-type")).isEqualTo("text/html");
        assertThat(client.get("/devices").status()).isEqualTo(200);
    }

    @Test
    void aHangEndsWithoutAnAnswer() {
        faults().inject(Fault.of(FaultKind.HANG_BEFORE)
                .lasting(Duration.ofMillis(50))
                .times(1));
        assertThatThrownBy(() -> patch(devices.get(0))).isInstanceOf(IOException.class);
        assertThat(group.members()).isEmpty();
        faults().inject(Fault.of(FaultKind.HANG_AFTER)
                .lasting(Duration.ofMillis(50))
                .times(1));
        assertThatThrownBy(() -> patch(devices.get(0))).isInstanceOf(IOException.class);
        assertThat(group.members()).hasSize(1);
    }

    @Test
    void faultsStrikeByChanceAlwaysTheSameWay() {
        List<Integer> first = statusesUnderChance();
        assertThat(first).contains(200, 503);
        assertThat(statusesUnderChance()).isEqualTo(first);
    }

    @Test
    void faultsCanWaitForTheirTime() {
        faults().inject(Fault.of(FaultKind.ERROR_BEFORE)
                .on("GET", "/devices")
                .after(2)
                .times(1));
        assertThat(IntStream.range(0, 4).mapToObj(i -> client.get("/devices").status()))
                .containsExactly(200, 200, 503, 200);
    }

    @Test
    void answersTakeTheirTime() {
        faults().setLatency(Duration.ofMillis(40), Duration.ofMillis(60));
        long began = System.nanoTime();
        client.get("/devices");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
    }

    @Test
    void parallelWritesToOneGroupMayConflict() {
        faults().setParallelWritesAllowed(1);
        faults().setLatency(Duration.ofMillis(300), Duration.ofMillis(300));
        List<CompletableFuture<Reply>> writes = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.add(group, devices.get(i))))
                .toList();
        List<Reply> replies = writes.stream().map(CompletableFuture::join).toList();
        assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(204, 409);
        Reply conflict = replies.stream()
                .filter(reply -> reply.status() == 409)
                .findFirst()
                .orElseThrow();
        assertThat(conflict.code()).isEqualTo("Directory_ConcurrencyViolation");
        assertThat(conflict.message())
                .isEqualTo("Error due to concurrent requests being made to the tenant. Please wait briefly and retry.");
        assertThat(sandbox.graph().counters().mostParallelWrites(group.id())).isEqualTo(2);
    }

    @Test
    void clientsThatWriteOneGroupAreCountedAndHowManyDidAtOnce() {
        SandboxClient other = new SandboxClient(sandbox);
        SandboxCounters counters = sandbox.graph().counters();
        assertThat(counters.writers(group.id())).isZero();
        client.add(group, devices.get(0));
        other.add(group, devices.get(1));
        client.get("/groups/" + group.id());
        assertThat(counters.writers(group.id())).isEqualTo(2);
        assertThat(counters.mostParallelWriters(group.id())).isEqualTo(1);

        faults().setLatency(Duration.ofMillis(300), Duration.ofMillis(300));
        Stream.of(client, other)
                .map(one -> CompletableFuture.supplyAsync(() -> one.get("/groups/" + group.id())))
                .toList()
                .forEach(CompletableFuture::join);
        inParallel(() -> client.add(group, devices.get(2)), () -> client.add(group, devices.get(3)));
        assertThat(counters.mostParallelWriters(group.id())).isEqualTo(1);
        inParallel(() -> client.add(group, devices.get(4)), () -> other.add(group, devices.get(5)));
        assertThat(counters.mostParallelWriters(group.id())).isEqualTo(2);
        assertThat(counters.writers(group.id())).isEqualTo(2);
    }

    @SafeVarargs
    private static void inParallel(Supplier<Reply>... requests) {
        Stream.of(requests).map(CompletableFuture::supplyAsync).toList().forEach(CompletableFuture::join);
    }

    @Test
    void tokensAreMissingMalformedExpiredOrRevoked() {
        client.useToken(null);
        unauthorized("InvalidAuthenticationToken", "CompactToken parsing failed with error code: 80049217");
        client.useToken("abc.def.ghi");
        unauthorized("InvalidAuthenticationToken", "CompactToken parsing failed with error code: 80049217");
        client.renewToken();
        faults().inject(Fault.of(FaultKind.EXPIRED_TOKEN).times(1));
        unauthorized("InvalidAuthenticationToken", "Access token has expired or is not yet valid.");
        client.renewToken();
        sandbox.graph().revokeTokens(contoso);
        unauthorized("InvalidAuthenticationToken", "Access token has expired or is not yet valid.");
        faults().setTokenLife(Duration.ZERO);
        client.renewToken();
        unauthorized("InvalidAuthenticationToken", "Access token has expired or is not yet valid.");
    }

    @Test
    void anApplicationUnknownInTheTenantIsToldSo() {
        contoso.app().setServicePrincipal(false);
        unauthorized(
                "Authorization_IdentityNotFound", "The identity of the calling application could not be established.");
    }

    @Test
    void aTokenOpensItsOwnTenantOnly() {
        client.useToken(sandbox.graph().token(sandbox.tenant("fabrikam")));
        assertThat(client.get("/groups/" + group.id()).status()).isEqualTo(404);
        assertThat(client.get("/groups").json().path("value").findValuesAsText("displayName"))
                .containsExactly("sg-fabrikam-workstations");
    }

    @Test
    void whatTheServerSawIsCounted() {
        client.add(group, devices.get(0));
        client.batch(client.addPart("1", group, devices.get(1)), client.addPart("2", group, devices.get(2)));
        SandboxCounters counters = sandbox.graph().counters();
        assertThat(counters.requests()).isEqualTo(2);
        assertThat(counters.parts()).isEqualTo(2);
        assertThat(counters.of("POST /groups/{id}/members/$ref")).isEqualTo(3);
        assertThat(counters.byKind()).containsKey("POST /$batch");
        assertThat(counters.writesSpent()).isEqualTo(3);
        assertThat(counters.bytesReceived()).isPositive();
        assertThat(counters.bytesSent()).isPositive();
        counters.reset();
        assertThat(counters.requests()).isZero();
    }

    private List<Integer> statusesUnderChance() {
        Fault fault = faults().inject(Fault.of(FaultKind.ERROR_BEFORE).chance(0.3, 7));
        List<Integer> statuses = IntStream.range(0, 20)
                .mapToObj(i -> client.get("/devices?$top=1").status())
                .toList();
        faults().clear(fault);
        return statuses;
    }

    private void patch(UUID member) throws IOException {
        client.exchange(
                "PATCH",
                "/groups/" + group.id(),
                client.bind(List.of(member)).toString(),
                "Content-Type",
                "application/json");
    }

    private void unauthorized(String code, String message) {
        Reply reply = client.get("/devices");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.message()).isEqualTo(message);
    }
}
