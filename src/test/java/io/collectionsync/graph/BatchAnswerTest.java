package io.collectionsync.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts are found by their id, or they are not there. */
class BatchAnswerTest {

    @Test
    void partsAreFoundInAnyOrder() {
        var batch = batch(
                "{\"responses\":[{\"id\":\"2\",\"status\":204,\"headers\":{},\"body\":null},"
                        + "{\"id\":\"1\",\"status\":429,\"headers\":{\"retry-after\":\"7\"},\"body\":{\"error\":{\"code\":\"x\"}}}]}");

        assertThat(batch.part("1").orElseThrow().status()).isEqualTo(429);
        assertThat(batch.part("1").orElseThrow().error().code()).isEqualTo("x");
        assertThat(batch.part("2").orElseThrow().status()).isEqualTo(204);
        assertThat(batch.part("2").orElseThrow().json().isMissingNode()).isTrue();
        assertThat(batch.part("3")).isEmpty();
        assertThat(batch.parts()).hasSize(2);
    }

    @Test
    void aDoubledPartIsNoPart() {
        var batch = batch(
                "{\"responses\":[{\"id\":\"1\",\"status\":400},{\"id\":\"2\",\"status\":204},{\"id\":\"1\",\"status\":204},"
                        + "{\"id\":\"1\",\"status\":204}]}");

        assertThat(batch.part("1")).isEmpty();
        assertThat(batch.part("2")).isPresent();
    }

    @Test
    void aPartWithoutAStatusIsNoPart() {
        var batch =
                batch("{\"responses\":[{\"id\":\"1\"},{\"id\":\"2\",\"status\":\"204\"},{\"id\":\"3\",\"status\":null},"
                        + "{\"status\":204},\"4\",null]}");

        assertThat(batch.part("1")).isEmpty();
        assertThat(batch.part("2")).isEmpty();
        assertThat(batch.part("3")).isEmpty();
        assertThat(batch.part("4")).isEmpty();
    }

    @Test
    void anIdMayBeANumber() {
        assertThat(batch("{\"responses\":[{\"id\":1,\"status\":204}]}").part("1"))
                .isPresent();
    }

    @Test
    void theCaseOfHeaderNamesDoesNotMatter() {
        var batch = batch("{\"responses\":[{\"id\":\"1\",\"status\":429,\"headers\":{\"ReTrY-aFtEr\":5}}]}");

        assertThat(batch.part("1").orElseThrow().headers()).containsEntry("retry-after", "5");
    }

    @Test
    void aPartIsDatedByTheWholeUnlessItHasADateOfItsOwn() {
        String parts = "{\"responses\":[{\"id\":\"1\",\"status\":429},"
                + "{\"id\":\"2\",\"status\":429,\"headers\":{\"DATE\":\"yesterday\"}}]}";
        var batch = new BatchAnswer(new GraphAnswer(200, Map.of("Date", "today"), parts, null));

        assertThat(batch.part("1").orElseThrow().headers()).containsEntry("date", "today");
        assertThat(batch.part("2").orElseThrow().headers()).containsEntry("date", "yesterday");
        assertThat(batch(parts).part("1").orElseThrow().headers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "<html>Bad Gateway</html>",
                "{\"responses\":[{\"id\":\"1\",\"status\":20",
                "null",
                "[]",
                "7",
                "{\"responses\":{}}",
                "{\"responses\":\"none\"}",
                "{\"error\":{\"code\":\"x\"}}"
            })
    void whatIsNoBatchAnswerHasNoParts(String body) {
        assertThat(batch(body).parts()).isEmpty();
    }

    private static BatchAnswer batch(String body) {
        return new BatchAnswer(new GraphAnswer(200, Map.of(), body, null));
    }

    @Test
    void aDateInAPartOfABatchIsHeldAgainstTheClockOfWhoWroteTheWhole() {
        var whole = new GraphAnswer(
                200,
                Map.of("Date", "Thu, 01 Jan 2026 00:00:00 GMT"),
                "{\"responses\":["
                        + "{\"id\":\"1\",\"status\":429,\"headers\":{\"Retry-After\":\"Thu, 01 Jan 2026 00:00:30 GMT\"}}]}",
                null);
        var part = new BatchAnswer(whole).part("1").orElseThrow();

        assertThat(part.headers()).containsEntry("date", "Thu, 01 Jan 2026 00:00:00 GMT");
    }
}
