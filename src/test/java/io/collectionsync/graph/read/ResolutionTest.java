package io.collectionsync.graph.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.work.GraphWorker;
import io.collectionsync.membership.DirectoryDevice;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Device ids become objects by full batches of full queries, and by nothing less than every answer. */
class ResolutionTest {

    private static final String ROOT = "https://graph.microsoft.com/v1.0";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("deviceId eq '([0-9a-f-]{36})'");

    @Test
    void threeHundredDevicesAreOneBatch() throws Exception {
        var resolution = resolution(301);
        var first = requests(resolution.getNext());

        assertThat(first)
                .hasSize(20)
                .allMatch(query -> clauses(query).size() == 15)
                .allMatch(query -> query.path("method").asText().equals("GET"))
                .allMatch(
                        query -> query.path("url")
                                .asText()
                                .startsWith(
                                        "/devices?$select=id,deviceId,trustType,accountEnabled,displayName&$filter=deviceId%20eq%20"));
        take(resolution, answerAll(first));
        assertThat(requests(resolution.getNext()))
                .hasSize(1)
                .allMatch(query -> clauses(query).size() == 1);
    }

    @Test
    void theGateIsToldTheUnitsOfEachQuery() throws Exception {
        var call = resolution(40).getNext();

        assertThat(call.url()).isEqualTo("/$batch");
        assertThat(call.reads()).isEqualTo(3);
        assertThat(call.writes()).isZero();
    }

    @Test
    void everyDeviceIsFoundWhateverCaseEntraWritesItsIdIn() throws Exception {
        var resolution = resolution(37);
        take(resolution, answerAll(requests(resolution.getNext())));

        assertThat(resolution.isOpen()).isFalse();
        assertThat(resolution.found()).hasSize(37);
        assertThat(resolution.found().get(new UUID(0, 5)))
                .containsExactly(new DirectoryDevice(new UUID(0, 5), new UUID(1, 5), "AzureAd", false, "PC"));
    }

    @Test
    void twoObjectsWithOneDeviceIdAreBothFound() throws Exception {
        var resolution = resolution(1);
        resolution.getNext();
        take(resolution, List.of(part("1", 200, devices(item(1, 1), item(1, 2)))));

        assertThat(resolution.found().get(new UUID(0, 1))).hasSize(2);
    }

    @Test
    void aDeviceThatEntraDoesNotKnowIsAbsent() throws Exception {
        var resolution = resolution(1);
        resolution.getNext();
        take(resolution, List.of(part("1", 200, devices())));

        assertThat(resolution.found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {424, 429, 500, 503, 504})
    void onlyThePartThatFailedIsAskedAgain(int status) throws Exception {
        var resolution = resolution(40);
        var queries = requests(resolution.getNext());
        var parts = new ArrayList<>(answerAll(queries));
        parts.set(1, part("2", status, "{}"));
        Collections.reverse(parts);
        take(resolution, parts);

        assertThat(resolution.isOpen()).isTrue();
        assertThatExceptionOfType(MissingStep.class).isThrownBy(resolution::found);
        var again = requests(resolution.getNext());
        assertThat(again).hasSize(1);
        assertThat(again.get(0).path("url")).isEqualTo(queries.get(1).path("url"));
        take(resolution, answerAll(again));
        assertThat(resolution.found()).hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html></html>",
                "{\"responses\":[]}",
                "{\"responses\":[{\"id\":\"1\",\"status\":20",
                "{\"responses\":[{\"id\":\"1\",\"status\":200,\"body\":{}}]}",
                "{\"responses\":[{\"id\":\"1\",\"status\":200}]}"
            })
    void aPartThatIsMissingOrMangledIsAskedAgain(String body) throws Exception {
        var resolution = resolution(1);
        resolution.getNext();
        resolution.take(new GraphAnswer(200, Map.of(), body, null));

        assertThat(requests(resolution.getNext())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 408, 424, 429, 500, 503})
    void aBatchThatFailedIsAskedAgainAndGivenUpInTheEnd(int status) throws Exception {
        var resolution = resolution(1);
        for (int attempt = 1; attempt < Resolution.MOST_ATTEMPTS; attempt++) {
            resolution.getNext();
            resolution.take(new GraphAnswer(status, Map.of(), "", "why"));
            assertThat(resolution.isOpen()).isTrue();
        }
        resolution.getNext();

        assertThatThrownBy(() -> resolution.take(new GraphAnswer(status, Map.of(), "", "why")))
                .isInstanceOf(GraphFault.class)
                .hasMessageStartingWith("Devices could not be resolved in Entra: ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"400", "401", "403", "404"})
    void aRefusedQueryIsAFaultAndNotAnUnknownDevice(int status) throws Exception {
        var resolution = resolution(20);
        resolution.getNext();

        assertThatThrownBy(
                        () -> take(
                                resolution,
                                List.of(
                                        part("1", 200, devices(item(1, 1))),
                                        part(
                                                "2",
                                                status,
                                                "{\"error\":{\"code\":\"Request_UnsupportedQuery\",\"message\":\"Too many child clauses.\"}}"))))
                .isInstanceOf(GraphFault.class)
                .hasMessageContaining(status + " Request_UnsupportedQuery: Too many");
    }

    @Test
    void aRefusedBatchIsAFault() throws Exception {
        var resolution = resolution(1);
        resolution.getNext();

        assertThatThrownBy(() -> resolution.take(new GraphAnswer(403, Map.of(), "", null)))
                .isInstanceOf(GraphFault.class);
    }

    @Test
    void aNextLinkInAPartIsFollowedUnderTheRoot() throws Exception {
        var resolution = resolution(1);
        resolution.getNext();
        take(
                resolution,
                List.of(part(
                        "1",
                        200,
                        "{\"value\":[" + item(1, 1) + "],\"@odata.nextLink\":\"" + ROOT
                                + "/devices?$skiptoken=a%27b\"}")));

        var next = requests(resolution.getNext());
        assertThat(next).hasSize(1);
        assertThat(next.get(0).path("url").asText()).isEqualTo("/devices?$skiptoken=a%27b");
        take(resolution, List.of(part("1", 200, devices(item(1, 2)))));
        assertThat(resolution.found().get(new UUID(0, 1))).hasSize(2);
    }

    @Test
    void anExpiredPageTokenStartsItsQueryOver() throws Exception {
        var resolution = resolution(1);
        var first = requests(resolution.getNext()).get(0).path("url").asText();
        var page = part(
                "1", 200, "{\"value\":[" + item(1, 1) + "],\"@odata.nextLink\":\"" + ROOT + "/devices?$skiptoken=a\"}");
        var expired = part("1", 400, "{\"error\":{\"code\":\"Directory_ExpiredPageToken\",\"message\":\"\"}}");
        for (int start = 0; start < 3; start++) {
            take(resolution, List.of(page));
            assertThat(requests(resolution.getNext()).get(0).path("url").asText())
                    .isEqualTo("/devices?$skiptoken=a");
            take(resolution, List.of(expired));
            assertThat(requests(resolution.getNext()).get(0).path("url").asText())
                    .isEqualTo(first);
        }
        take(resolution, List.of(page));
        resolution.getNext();
        assertThatThrownBy(() -> take(resolution, List.of(expired)))
                .as("not for ever")
                .isInstanceOf(GraphFault.class);
    }

    @Test
    void whatIsFoundBeforeAnExpiredPageTokenCountsOnce() throws Exception {
        var resolution = resolution(1);
        resolution.getNext();
        take(
                resolution,
                List.of(part(
                        "1",
                        200,
                        "{\"value\":[" + item(1, 1) + "],\"@odata.nextLink\":\"" + ROOT + "/devices?$skiptoken=a\"}")));
        resolution.getNext();
        take(
                resolution,
                List.of(part("1", 400, "{\"error\":{\"code\":\"Directory_ExpiredPageToken\",\"message\":\"\"}}")));
        resolution.getNext();
        take(resolution, List.of(part("1", 200, devices(item(1, 1)))));

        assertThat(resolution.found().get(new UUID(0, 1))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.test/v1.0/devices",
                "https://graph.microsoft.com/v1.0.evil.test/devices",
                "https://graph.microsoft.com.evil.test/v1.0/devices",
                "/devices",
                "http://graph.microsoft.com/v1.0/devices"
            })
    void aNextLinkThatLeadsAwayIsNotFollowed(String link) throws Exception {
        var resolution = resolution(1);
        resolution.getNext();

        assertThatThrownBy(() -> take(
                        resolution, List.of(part("1", 200, "{\"value\":[],\"@odata.nextLink\":\"" + link + "\"}"))))
                .isInstanceOf(GraphFault.class)
                .hasMessageContaining("leads away");
    }

    @Test
    void aDeviceWithoutItsIdsIsAFault() throws Exception {
        var resolution = resolution(1);
        resolution.getNext();

        assertThatThrownBy(
                        () -> take(resolution, List.of(part("1", 200, devices("{\"deviceId\":\"x\",\"id\":\"y\"}")))))
                .isInstanceOf(GraphFault.class);
    }

    @Test
    void withoutUnknownDevicesThereIsNothingToAsk() throws Exception {
        var known = new DirectoryDevice(new UUID(0, 1), new UUID(1, 1), "AzureAd", true, "PC");
        var resolution = new Resolution("contoso", ROOT, Duration.ofMillis(2));
        resolution.ask(Set.of(), List.of(known));
        resolution.end();

        assertThat(resolution.isOpen()).isFalse();
        assertThat(resolution.oldest()).isEqualTo(new Resolution.Devices(Map.of(), List.of(known)));
    }

    @Test
    void chunksAreAskedWhileOthersAreOnTheirWayAndTakenInTheirOrder() throws Exception {
        var resolution = new Resolution("contoso", ROOT, Duration.ofMillis(2));
        resolution.ask(devices(1, 300), List.of());
        var first = resolution.getWorkers().get(0);
        var firstCall = first.next();
        resolution.ask(devices(301, 310), List.of());
        var second = resolution.getWorkers().get(1);
        second.answered(answer(answerAll(requests(second.next()))));

        var taken = CompletableFuture.supplyAsync(() -> oldest(resolution));
        assertThat(resolution.isAhead()).isTrue();
        assertThat(taken).isNotDone();
        first.answered(answer(answerAll(requests(firstCall))));

        assertThat(taken.get(10, TimeUnit.SECONDS).found()).containsOnlyKeys(devices(1, 300));
        assertThat(resolution.oldest().found()).containsOnlyKeys(devices(301, 310));
        assertThat(resolution.isLeft()).isFalse();
    }

    @Test
    void workersWaitForMoreUntilNothingMoreIsAsked() throws Exception {
        var resolution = new Resolution("contoso", ROOT, Duration.ofMillis(2));
        var worker = CompletableFuture.supplyAsync(() -> {
            try {
                return resolution.getWorkers().get(0).next();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(worker).isNotDone();
        resolution.end();
        assertThat(worker.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void whatAWorkerFailsWithEndsTheWaitForTheAnswers() throws Exception {
        var resolution = new Resolution("contoso", ROOT, Duration.ofMillis(2));
        resolution.ask(devices(1, 300), List.of());
        var worker = resolution.getWorkers().get(0);
        assertThat(worker.next()).isNotNull();
        var taken = CompletableFuture.supplyAsync(() -> oldest(resolution));
        worker.failed(new GraphFault("Graph is gone"));

        assertThatThrownBy(() -> taken.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("Graph is gone");
    }

    @Test
    void whoBreaksOffAsksNothingMore() throws Exception {
        var resolution = new Resolution("contoso", ROOT, Duration.ofMillis(2));
        resolution.ask(devices(1, 300), List.of());
        resolution.close();

        assertThat(resolution.getWorkers().get(0).next()).isNull();
    }

    private static Resolution.Devices oldest(Resolution resolution) {
        try {
            return resolution.oldest();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<UUID> devices(int first, int last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(low -> new UUID(0, low))
                .toList();
    }

    private static GraphAnswer answer(List<String> parts) {
        return new GraphAnswer(200, Map.of(), "{\"responses\":[" + String.join(",", parts) + "]}", null);
    }

    /** A resolution that one worker asks. */
    private static final class Asked {

        private final Resolution resolution;
        private final GraphWorker worker;

        Asked(Resolution resolution) {
            this.resolution = resolution;
            this.worker = resolution.getWorkers().get(0);
        }

        GraphCall getNext() throws InterruptedException {
            return worker.next();
        }

        void take(GraphAnswer answer) {
            worker.answered(answer);
        }

        boolean isOpen() {
            return resolution.isOpen();
        }

        Map<UUID, Set<DirectoryDevice>> found() throws Exception {
            return resolution.found();
        }
    }

    private static Asked resolution(int devices) {
        return new Asked(Resolution.ofDevices("contoso", ROOT, devices(1, devices), Duration.ofMillis(2)));
    }

    private static List<JsonNode> requests(GraphCall call) throws Exception {
        var requests = new ArrayList<JsonNode>();
        JSON.readTree(call.body()).path("requests").forEach(requests::add);
        return requests;
    }

    private static List<UUID> clauses(JsonNode query) {
        return ID.matcher(URLDecoder.decode(query.path("url").asText(), StandardCharsets.UTF_8))
                .results()
                .map(found -> UUID.fromString(found.group(1)))
                .toList();
    }

    private static List<String> answerAll(List<JsonNode> queries) {
        return queries.stream()
                .map(query -> part(
                        query.path("id").asText(),
                        200,
                        devices(clauses(query).stream()
                                .map(id -> item(id.getLeastSignificantBits(), id.getLeastSignificantBits()))
                                .toArray(String[]::new))))
                .toList();
    }

    private static void take(Asked resolution, List<String> parts) {
        resolution.take(answer(parts));
    }

    private static String part(String id, int status, String body) {
        return "{\"id\":\"" + id + "\",\"status\":" + status + ",\"headers\":{},\"body\":" + body + "}";
    }

    private static String devices(String... items) {
        return "{\"value\":[" + String.join(",", items) + "]}";
    }

    private static String item(long device, long object) {
        return "{\"id\":\"" + new UUID(1, object) + "\",\"deviceId\":\""
                + new UUID(0, device).toString().toUpperCase(Locale.ROOT)
                + "\",\"trustType\":\"AzureAd\",\"accountEnabled\":false,\"displayName\":\"PC\"}";
    }
}
