package io.collectionsync.graph.write;

import static io.collectionsync.graph.write.BatchStep.Form.ADD_ONE;
import static io.collectionsync.graph.write.BatchStep.Form.ADD_SEVERAL;
import static io.collectionsync.graph.write.BatchStep.Form.REMOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.graph.GraphAnswer;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One row for each row of the table of answers: what Graph says, and what it means to each form of a step. */
class AnswerTableTest {

    private static final String DENIED = "Authorization_RequestDenied";
    private static final String BAD = "Request_BadRequest";

    /** Name, status, code, message; meaning to one addition, to several, to a removal. */
    static Stream<Arguments> rows() {
        return Stream.of(
                row("applied", 204, "", "", Meaning.APPLIED, Meaning.APPLIED, Meaning.APPLIED),
                row(
                        "a member already",
                        400,
                        BAD,
                        "One or more added object references already exist for the following"
                                + " modified properties: 'members'.",
                        Meaning.ALREADY_SO,
                        Meaning.CROSSED,
                        Meaning.REFUSED),
                row(
                        "no member any more",
                        400,
                        BAD,
                        "One or more removed object references do not exist for the following"
                                + " modified properties: 'members'.",
                        Meaning.REFUSED,
                        Meaning.SPLIT,
                        Meaning.ALREADY_SO),
                row(
                        "group or object missing",
                        404,
                        "Request_ResourceNotFound",
                        "Resource"
                                + " '5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40' does not exist or one of its queried"
                                + " reference-property objects are not present.",
                        Meaning.PROVE_GROUP,
                        Meaning.SPLIT,
                        Meaning.PROVE_GROUP),
                row(
                        "new group not replicated",
                        400,
                        BAD,
                        "The source resource object or one of the objects being" + " referenced don't exist.",
                        Meaning.RETRY,
                        Meaning.RETRY,
                        Meaning.RETRY),
                row(
                        "mail-enabled group",
                        400,
                        BAD,
                        "Cannot Update a mail-enabled security groups and or distribution list.",
                        Meaning.GROUP_STOPS,
                        Meaning.GROUP_STOPS,
                        Meaning.GROUP_STOPS),
                row(
                        "synchronised group",
                        400,
                        BAD,
                        "Unable to update the specified properties for on-premises mastered"
                                + " Directory Sync objects or objects currently undergoing migration.",
                        Meaning.GROUP_STOPS,
                        Meaning.GROUP_STOPS,
                        Meaning.GROUP_STOPS),
                row(
                        "member type not allowed",
                        400,
                        BAD,
                        "Devices cannot be members of this group.",
                        Meaning.REFUSED,
                        Meaning.SPLIT,
                        Meaning.REFUSED),
                row(
                        "missing permission",
                        403,
                        DENIED,
                        "Insufficient privileges to complete the operation.",
                        Meaning.DENIED,
                        Meaning.SPLIT,
                        Meaning.DENIED),
                row(
                        "restricted administrative unit",
                        403,
                        DENIED,
                        "Insufficient privileges to complete the operation."
                                + " Target object is a member of a restricted management administrative unit and can only be"
                                + " modified by administrators scoped to that administrative unit. Check that you are assigned a"
                                + " role https://go.microsoft.com/fwlink/?linkid=2197831",
                        Meaning.DENIED,
                        Meaning.SPLIT,
                        Meaning.DENIED),
                row(
                        "guest not allowed",
                        403,
                        "Forbidden",
                        "Guests users are not allowed to join this Unified Group due to" + " policy setting.",
                        Meaning.REFUSED,
                        Meaning.SPLIT,
                        Meaning.REFUSED),
                row(
                        "token without roles",
                        403,
                        "Forbidden",
                        "Required roles claim values are not provided",
                        Meaning.GROUP_STOPS,
                        Meaning.GROUP_STOPS,
                        Meaning.GROUP_STOPS),
                row(
                        "link quota",
                        403,
                        "Directory_QuotaExceeded",
                        "Unable to perform operation as '121' would exceed the"
                                + " maximum quota count '100' for forward-link owners.",
                        Meaning.ADDITIONS_STOP,
                        Meaning.ADDITIONS_STOP,
                        Meaning.REFUSED),
                row(
                        "parallel writes",
                        409,
                        "Directory_ConcurrencyViolation",
                        "Error due to concurrent requests being made"
                                + " to the tenant. Please wait briefly and retry.",
                        Meaning.RETRY,
                        Meaning.RETRY,
                        Meaning.RETRY),
                row(
                        "token expired",
                        401,
                        "InvalidAuthenticationToken",
                        "Access token has expired or is not yet valid.",
                        Meaning.RETRY,
                        Meaning.RETRY,
                        Meaning.RETRY),
                row(
                        "token mangled",
                        401,
                        "InvalidAuthenticationToken",
                        "CompactToken parsing failed with error code: 80049217",
                        Meaning.RETRY,
                        Meaning.RETRY,
                        Meaning.RETRY),
                row(
                        "no service principal",
                        401,
                        "Authorization_IdentityNotFound",
                        "The identity of the calling application could not be established.",
                        Meaning.GROUP_STOPS,
                        Meaning.GROUP_STOPS,
                        Meaning.GROUP_STOPS),
                row("prerequisite failed", 424, "FailedDependency", "", Meaning.RETRY, Meaning.RETRY, Meaning.RETRY),
                row(
                        "throttled",
                        429,
                        "TooManyRequests",
                        "Please retry again later.",
                        Meaning.RETRY,
                        Meaning.RETRY,
                        Meaning.RETRY),
                row("the server at fault", 500, "InternalServerError", "", Meaning.RETRY, Meaning.RETRY, Meaning.RETRY),
                row("bad gateway", 502, "UnknownError", "", Meaning.RETRY, Meaning.RETRY, Meaning.RETRY),
                row("unavailable", 503, "ServiceUnavailable", "", Meaning.RETRY, Meaning.RETRY, Meaning.RETRY),
                row("gateway time-out", 504, "UnknownError", "", Meaning.RETRY, Meaning.RETRY, Meaning.RETRY),
                row(
                        "method not allowed",
                        405,
                        "Request_BadRequest",
                        "Specified HTTP method is not allowed.",
                        Meaning.REFUSED,
                        Meaning.SPLIT,
                        Meaning.REFUSED),
                row(
                        "precondition failed",
                        412,
                        "PreconditionFailed",
                        "",
                        Meaning.REFUSED,
                        Meaning.SPLIT,
                        Meaning.REFUSED),
                row("locked", 423, "Locked", "", Meaning.REFUSED, Meaning.SPLIT, Meaning.REFUSED),
                row(
                        "another 409",
                        409,
                        "Request_MultipleObjectsWithSameKeyValue",
                        "",
                        Meaning.REFUSED,
                        Meaning.SPLIT,
                        Meaning.REFUSED),
                row("unknown path in a part", 404, "UnknownError", "", Meaning.REFUSED, Meaning.SPLIT, Meaning.REFUSED),
                row(
                        "unknown refusal",
                        403,
                        "SomethingNew",
                        "Never seen.",
                        Meaning.REFUSED,
                        Meaning.SPLIT,
                        Meaning.REFUSED),
                row("a redirection", 302, "", "", Meaning.REFUSED, Meaning.SPLIT, Meaning.REFUSED));
    }

    private static Arguments row(
            String name, int status, String code, String message, Meaning one, Meaning several, Meaning removal) {
        return arguments(name, status, code, message, one, several, removal);
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("rows")
    void anAnswerMeans(
            String name, int status, String code, String message, Meaning one, Meaning several, Meaning removal) {
        assertThat(AnswerTable.meaning(ADD_ONE, answer(status, code, message))).isEqualTo(one);
        assertThat(AnswerTable.meaning(ADD_SEVERAL, answer(status, code, message)))
                .isEqualTo(several);
        assertThat(AnswerTable.meaning(REMOVE, answer(status, code, message))).isEqualTo(removal);
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("rows")
    void theCaseOfItsTextDoesNotMatter(
            String name, int status, String code, String message, Meaning one, Meaning several, Meaning removal) {
        assertThat(AnswerTable.meaning(ADD_ONE, answer(status, code, message.toUpperCase(Locale.ROOT))))
                .isEqualTo(one);
    }

    @Test
    void silenceIsRetried() {
        var silence = GraphAnswer.none("Connection reset");

        assertThat(Stream.of(BatchStep.Form.values()).map(form -> AnswerTable.meaning(form, silence)))
                .containsOnly(Meaning.RETRY);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 400, 401, 403, 404, 405, 409, 410, 412, 413, 418, 423, 451})
    void anAnswerThatIsNoJsonIsNeverDone(int status) {
        var page = new GraphAnswer(status, Map.of(), "<html>added object references already exist</html>", null);

        assertThat(Stream.of(BatchStep.Form.values()).map(form -> AnswerTable.meaning(form, page)))
                .doesNotContain(Meaning.APPLIED, Meaning.ALREADY_SO);
    }

    private static GraphAnswer answer(int status, String code, String message) {
        var body = JsonNodeFactory.instance.objectNode();
        if (!code.isEmpty()) {
            body.putObject("error")
                    .put("code", code)
                    .put("message", message)
                    .putObject("innerError")
                    .put("date", "2025-02-13T10:17:06")
                    .put("request-id", "1-2");
        }
        return new GraphAnswer(status, Map.of("Cache-Control", "no-cache"), body.toString(), null);
    }
}
