package io.collectionsync.graph.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.collectionsync.graph.write.BatchStep.Form;
import io.collectionsync.membership.Change;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The only place where requests that change members are written. */
class BatchStepTest {

    private static final UUID GROUP = UUID.fromString("5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40");
    private static final UUID OBJECT = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final String ROOT = "https://graph.microsoft.com/v1.0";

    @Test
    void aRemovalTakesTheMemberOutAndNeverDeletesTheDevice() {
        assertThat(BatchStep.fresh(Form.REMOVE, ids(1)).toJson("7", GROUP, ROOT))
                .hasToString("{\"id\":\"7\",\"method\":\"DELETE\"," + "\"url\":\"/groups/" + GROUP + "/members/"
                        + OBJECT + "/$ref\"}");
    }

    @Test
    void oneAdditionIsAPost() {
        assertThat(BatchStep.fresh(Form.ADD_ONE, ids(1)).toJson("7", GROUP, ROOT))
                .hasToString("{\"id\":\"7\",\"method\":\"POST\","
                        + "\"url\":\"/groups/" + GROUP
                        + "/members/$ref\",\"headers\":{\"Content-Type\":\"application/json\"},"
                        + "\"body\":{\"@odata.id\":\"" + ROOT + "/directoryObjects/" + OBJECT + "\"}}");
    }

    @Test
    void severalAdditionsAreAPatchWithTheTenantsOwnHost() {
        var json = BatchStep.fresh(Form.ADD_SEVERAL, ids(20)).toJson("7", GROUP, "https://graph.microsoft.us/v1.0");

        assertThat(json.path("method").asText()).isEqualTo("PATCH");
        assertThat(json.path("url").asText()).isEqualTo("/groups/" + GROUP);
        assertThat(json.path("headers").path("Content-Type").asText()).isEqualTo("application/json");
        assertThat(json.path("body").path("members@odata.bind")).hasSize(20).allMatch(reference -> reference
                .asText()
                .startsWith("https://graph.microsoft.us/v1.0/directoryObjects/"));
    }

    @ParameterizedTest
    @EnumSource
    void aStepHasItsBounds(Form form) {
        int most = form == Form.ADD_SEVERAL ? 20 : 1;
        assertThatIllegalArgumentException().isThrownBy(() -> BatchStep.fresh(form, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchStep.fresh(form, ids(most + 1)))
                .withMessage(form + " takes 1 to " + most + " members, got " + (most + 1));
        assertThat(BatchStep.fresh(form, ids(most)).changes())
                .hasSize(most)
                .allMatch(
                        change -> change.kind() == (form == Form.REMOVE ? Change.Kind.REMOVAL : Change.Kind.ADDITION));
    }

    @Test
    void aSplitStepIsOneStepForEachMemberAndForgetsNoAttempt() {
        var parts = BatchStep.fresh(Form.ADD_SEVERAL, ids(3))
                .again(false)
                .again(true)
                .split();

        assertThat(parts).extracting(BatchStep::form).containsOnly(Form.ADD_ONE);
        assertThat(parts).flatExtracting(BatchStep::objects).containsExactlyElementsOf(ids(3));
        assertThat(parts).extracting(BatchStep::attempts).containsOnly(2);
        assertThat(parts).allMatch(BatchStep::maybeDone);
    }

    private static List<UUID> ids(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(low -> new UUID(0, low))
                .toList();
    }
}
