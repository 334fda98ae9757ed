package io.collectionsync.sandbox;

import static io.collectionsync.sandbox.SandboxClient.parts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.sandbox.SandboxClient.Reply;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotaTest extends SandboxTestBase {

    @Test
    void writesBeyondTheQuotaAreThrottledWithGraphsWords() {
        faults().setWriteQuota(2, Duration.ofHours(1));
        faults().setRetryAfterForms(RetryAfterForm.INTEGER);
        client.add(group, devices.get(0));
        client.add(group, devices.get(1));
        Reply reply = client.add(group, devices.get(2));
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.code()).isEqualTo("TooManyRequests");
        assertThat(reply.message()).isEqualTo("Please retry again later.");
        assertThat(reply.json().at("/error/innerError/message").asText()).isEqualTo("Please retry after");
        assertThat(Integer.parseInt(reply.header("retry-after"))).isBetween(1790, 1800);
        assertThat(reply.header("x-ms-throttle-information")).isEqualTo("WriteLimitExceeded");
        assertThat(reply.header("x-ms-throttle-scope"))
                .isEqualTo("Tenant_Application/ReadWrite/" + contoso.app().clientId() + "/" + contoso.id());
        assertThat(reply.headers()).doesNotContainKey("sandbox-until");
        assertThat(group.size()).isEqualTo(2);
        assertThat(sandbox.graph().counters().throttled()).isEqualTo(1);
    }

    @Test
    void readUnitsAreLimitedToo() {
        faults().setReadUnits(3, Duration.ofHours(1));
        assertThat(client.get("/groups/" + group.id() + "/members").header("x-ms-resource-unit"))
                .isEqualTo("3");
        assertThat(client.get("/devices").header("x-ms-throttle-information")).isEqualTo("ResourceUnitLimitExceeded");
    }

    @Test
    void selectAndSmallPagesAreCheaper() {
        String members = "/groups/" + group.id() + "/members";
        assertThat(client.get(members + "?$select=id&$top=999").header("x-ms-resource-unit"))
                .isEqualTo("2");
        assertThat(client.get(members + "?$select=id&$top=5").header("x-ms-resource-unit"))
                .isEqualTo("1");
    }

    @Test
    void throttledPartsStandInABatchThatIsAnsweredWith200Or424() {
        faults().setWriteQuota(1, Duration.ofHours(1));
        faults().setEarlyRetriesPunished(false);
        faults().setRetryAfterForms(RetryAfterForm.DECIMAL);
        faults().setHeaderCaseMixed(false);
        Reply reply =
                client.batch(client.addPart("1", group, devices.get(0)), client.addPart("2", group, devices.get(1)));
        Map<String, JsonNode> parts = parts(reply);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(parts.get("1").path("status").asInt()).isEqualTo(204);
        assertThat(parts.get("2").path("status").asInt()).isEqualTo(429);
        assertThat(parts.get("2").at("/headers/Retry-After").asText()).matches("\\d+\\.\\d{3}");
        faults().setThrottledBatchStatus(424);
        reply = client.batch(client.addPart("2", group, devices.get(1)));
        assertThat(reply.status()).isEqualTo(424);
        assertThat(parts(reply).get("2").path("status").asInt()).isEqualTo(429);
    }

    @Test
    void anEmptyQuotaMayThrottleTheWholeBatch() {
        faults().setWriteQuota(1, Duration.ofHours(1));
        faults().setEarlyRetriesPunished(false);
        faults().setWholeBatchThrottled(true);
        client.add(group, devices.get(0));
        assertThat(client.batch(client.addPart("1", group, devices.get(1))).status())
                .isEqualTo(429);
    }

    @Test
    void retryAfterComesInAllItsForms() {
        faults().setWriteQuota(1, Duration.ofHours(1));
        faults().setEarlyRetriesPunished(false);
        client.add(group, devices.get(0));
        List<String> forms = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            forms.add(client.add(group, devices.get(1)).header("retry-after"));
        }
        assertThat(forms.get(0)).matches("\\d+");
        assertThat(forms.get(1)).matches("\\d+\\.\\d{3}");
        assertThat(ZonedDateTime.parse(forms.get(2), DateTimeFormatter.RFC_1123_DATE_TIME))
                .isAfter(ZonedDateTime.now(ZoneId.systemDefault()));
        assertThat(forms.get(3)).matches("\\d+,\\d+");
        assertThat(forms.get(4)).isNull();
    }

    @Test
    void aRetryBeforeItsTimeIsCountedAndProlongsTheWait() {
        faults().setEarlyRetryGrace(Duration.ZERO);
        faults().setRetryAfterForms(RetryAfterForm.INTEGER);
        faults().inject(Fault.of(FaultKind.THROTTLED)
                .lasting(Duration.ofMinutes(1))
                .times(1));
        assertThat(client.get("/devices").header("retry-after")).isEqualTo("60");
        assertThat(client.get("/devices").status()).isEqualTo(429);
        assertThat(sandbox.graph().counters().earlyRetries()).isEqualTo(1);
        assertThat(brokenRules()).containsExactly("nothing is sent before Retry-After is over");
    }

    @Test
    void aRetryInTimeIsServed() {
        faults().setRetryAfterForms(RetryAfterForm.DECIMAL);
        faults().setEarlyRetryGrace(Duration.ZERO);
        faults().setShortestRetryAfter(Duration.ofMillis(1));
        faults().inject(Fault.of(FaultKind.THROTTLED)
                .lasting(Duration.ofMillis(50))
                .times(1));
        assertThat(client.get("/devices").header("retry-after")).isEqualTo("0.050");
        long told = System.nanoTime();
        await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() - told > 60_000_000);
        assertThat(client.get("/devices").status()).isEqualTo(200);
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void aPatchMayCostAThirdOfItsMembers() {
        faults().setPatchCostByThirds(true);
        assertThat(client.addAll(group, devices.subList(0, 20)).header("x-ms-resource-unit"))
                .isEqualTo("7");
        assertThat(sandbox.graph().counters().writesSpent()).isEqualTo(7);
    }

    @Test
    void aNearlySpentQuotaIsAnnounced() {
        faults().setWriteQuota(10, Duration.ofHours(1));
        for (int i = 0; i < 8; i++) {
            client.add(group, devices.get(i));
        }
        assertThat(client.add(group, devices.get(8)).header("x-ms-throttle-limit-percentage"))
                .isEqualTo("0.9");
    }

    @Test
    void aFasterClockRefillsTheQuotaSooner() {
        try (Sandbox fast =
                Sandbox.start(SandboxOptions.defaults().withDevices(200).withClockSpeed(1_000))) {
            fast.graph().faults().setWriteQuota(1, Duration.ofSeconds(150));
            fast.graph().faults().setEarlyRetriesPunished(false);
            SandboxClient other = new SandboxClient(fast);
            SandboxGroup target = fast.tenant("contoso").group("sg-empty");
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> devices.subList(0, 3).stream()
                                    .filter(id -> !target.contains(id))
                                    .map(id -> other.add(target, id))
                                    .count()
                            == 0);
        }
    }

    @Test
    void withoutEnforcementNothingIsThrottled() {
        faults().setWriteQuota(1, Duration.ofHours(1));
        faults().setQuotaEnforced(false);
        client.add(group, devices.get(0));
        assertThat(client.add(group, devices.get(1)).status()).isEqualTo(204);
    }
}
