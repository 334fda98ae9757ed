package io.collectionsync.graph.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.throttle.RuntimeStopping;
import io.collectionsync.graph.work.GraphWorker;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listing is whole, or it is worthless. */
class MemberPagesTest {

    private static final UUID GROUP = UUID.fromString("5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40");
    private static final UUID A = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID B = UUID.fromString("00000000-0000-0000-0000-00000000000b");
    private static final String LINK =
            "https://graph.microsoft.com/v1.0/groups/x/members?$skiptoken=RFNwdAIAAQ%2b%27+a&b=%7c";

    private static final GraphAnswer EXPIRED = new GraphAnswer(
            400, Map.of(), "{\"error\":{\"code\":\"Directory_ExpiredPageToken\",\"message\":\"No.\"}}", null);

    private final MemberPages pages = new MemberPages("contoso", GROUP);
    private final GraphWorker worker = pages.getWorkers().get(0);

    @Test
    void theFirstPageIsAskedForPlainlySoThatNoIndexAnswers() {
        assertThat(pages.question().method()).isEqualTo("GET");
        assertThat(pages.question().url()).isEqualTo("/groups/" + GROUP + "/members?$select=id&$top=999");
        assertThat(pages.question().reads()).isEqualTo(2);
    }

    @Test
    void aNextLinkIsAskedForAsItIs() {
        take(page(LINK, item(A, "device")));

        assertThat(pages.question().url()).isEqualTo(LINK);
    }

    @Test
    void theListingCountsWhenTheLastPageIsRead() {
        take(page(LINK, item(A, "device"), item(B, "user")));
        assertThatThrownBy(pages::actual).isInstanceOf(MissingStep.class);
        take(page(null, item(A, "device")));

        assertThat(pages.question()).isNull();
        assertThat(pages.actual().members()).containsExactly(A, B);
        assertThat(pages.actual().otherTypes()).isEqualTo(Map.of(B, "user"));
    }

    @Test
    void whoWaitsForAListingThatFailsMeetsItsFailure() throws Exception {
        worker.next();
        worker.failed(new RuntimeStopping());

        assertThatThrownBy(pages::actual).isInstanceOf(RuntimeStopping.class);
        assertThat(worker.next()).isNull();
    }

    @Test
    void aListingThatIsGivenUpIsNoListing() throws Exception {
        take(page(LINK, item(A, "device")));
        pages.abandon(new IllegalStateException("given up"));

        assertThat(pages.getWorkers().get(0).next()).isNull();
        assertThatIllegalStateException().isThrownBy(pages::actual).withMessageContaining("given up");
    }

    @Test
    void anEmptyGroupIsAWholeListing() throws Exception {
        take(page(null));

        assertThat(pages.actual().members()).isEmpty();
    }

    @Test
    void aPageThatRepeatsIsAFault() {
        take(page(LINK, item(A, "device")));

        assertThatThrownBy(() -> take(page(LINK, item(B, "device"))))
                .isInstanceOf(GraphFault.class)
                .hasMessage("Members of group " + GROUP + " could not be read completely: a page repeats");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"id\":null}", "{\"id\":\"\"}", "{\"id\":\"rubbish\"}", "{\"id\":7}", "null", "\"x\""})
    void anItemWithoutItsIdIsAFault(String item) {
        assertThatThrownBy(() -> take(page(null, item(A, "device"), item)))
                .isInstanceOf(GraphFault.class)
                .hasMessageEndingWith("an item lacks its id");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":{\"code\":\"BadRequest\",\"message\":\"No.\"}}",
                "404 | {\"value\":[]}",
                "429 | ''",
                "500 | ''",
                "503 | <html></html>",
                "200 | ''",
                "200 | <html></html>",
                "200 | {\"value\":[{\"id\":",
                "200 | {}",
                "200 | {\"value\":{}}",
                "204 | ''",
                "301 | {\"value\":[]}"
            })
    void anErrorInTheMiddleIsAFault(int status, String body) {
        take(page(LINK, item(A, "device")));

        assertThatThrownBy(() -> take(new GraphAnswer(status, Map.of(), body, null)))
                .isInstanceOf(GraphFault.class)
                .hasMessageStartingWith("Members of group " + GROUP + " could not be read completely: ");
        assertThatThrownBy(pages::actual).isInstanceOf(GraphFault.class);
    }

    @Test
    void anExpiredLinkStartsTheListingOverAndNothingReadBeforeCounts() throws Exception {
        take(page(LINK, item(A, "user")));
        take(EXPIRED);

        assertThat(pages.question().url()).startsWith("/groups/" + GROUP);
        take(page(LINK, item(B, "device")));
        take(page(null));
        assertThat(pages.actual().members()).containsExactly(B);
        assertThat(pages.actual().otherTypes()).isEmpty();
    }

    @Test
    void aLinkThatExpiresAgainAndAgainIsAFault() {
        take(EXPIRED);
        take(EXPIRED);

        assertThatThrownBy(() -> take(EXPIRED))
                .isInstanceOf(GraphFault.class)
                .hasMessageContaining("Directory_ExpiredPageToken");
    }

    @Test
    void silenceIsAFault() {
        assertThatThrownBy(() -> take(GraphAnswer.none("Connection reset")))
                .isInstanceOf(GraphFault.class)
                .hasMessageEndingWith("no-answer: Connection reset");
    }

    private void take(GraphAnswer answer) {
        try {
            worker.next();
            worker.answered(answer);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String item(UUID id, String type) {
        return "{\"@odata.type\":\"#microsoft.graph." + type + "\",\"id\":\"" + id + "\"}";
    }

    private static GraphAnswer page(String link, String... items) {
        return new GraphAnswer(
                200,
                Map.of(),
                "{" + (link == null ? "" : "\"@odata.nextLink\":\"" + link + "\",") + "\"value\":["
                        + String.join(",", items) + "]}",
                null);
    }
}
