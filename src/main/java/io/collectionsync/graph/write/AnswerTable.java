package io.collectionsync.graph.write;

import static io.collectionsync.graph.write.BatchStep.Form.ADD_ONE;
import static io.collectionsync.graph.write.BatchStep.Form.ADD_SEVERAL;
import static io.collectionsync.graph.write.BatchStep.Form.REMOVE;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphError;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The one place that decides what Graph's answer to a change means, from status, code and text. Rows are asked in
 * order, the first that fits decides. Codes alone are too coarse, so texts are matched too, ignoring case (Microsoft
 * docs and captured answers).
 */
public final class AnswerTable {

    private static final Set<BatchStep.Form> ANY = EnumSet.range(ADD_SEVERAL, REMOVE);
    private static final Set<BatchStep.Form> SINGLE = EnumSet.of(ADD_ONE, REMOVE);
    private static final Set<BatchStep.Form> ADD = EnumSet.of(ADD_ONE, ADD_SEVERAL);

    /** @param code what the error code must be, null for any; @param text what the message must contain, "" for any */
    private record Row(int status, String code, String text, Set<BatchStep.Form> forms, Meaning meaning) {

        boolean fits(BatchStep.Form form, GraphError error) {
            return status == error.status()
                    && forms.contains(form)
                    && (code == null || code.equals(error.code()))
                    && error.says(text);
        }
    }

    private static final List<Row> ROWS = List.of(
            row(400, null, "added object references already exist", EnumSet.of(ADD_ONE), Meaning.ALREADY_SO),
            row(400, null, "added object references already exist", EnumSet.of(ADD_SEVERAL), Meaning.CROSSED),
            row(400, null, "removed object references do not exist", EnumSet.of(REMOVE), Meaning.ALREADY_SO),
            row(
                    400,
                    null,
                    "source resource object or one of the objects being referenced don't exist",
                    ANY,
                    Meaning.RETRY),
            row(400, null, "mail-enabled security groups and or distribution list", ANY, Meaning.GROUP_STOPS),
            row(400, null, "on-premises mastered Directory Sync objects", ANY, Meaning.GROUP_STOPS),
            row(401, "Authorization_IdentityNotFound", "", ANY, Meaning.GROUP_STOPS),
            row(401, null, GraphAnswer.NO_TOKEN_HELPS, ANY, Meaning.GROUP_STOPS),
            row(401, null, "", ANY, Meaning.RETRY),
            row(403, null, "restricted management administrative unit", SINGLE, Meaning.DENIED),
            row(403, null, "Required roles claim values are not provided", ANY, Meaning.GROUP_STOPS),
            row(403, "Directory_QuotaExceeded", "", ADD, Meaning.ADDITIONS_STOP),
            row(403, null, "Guests users are not allowed to join", EnumSet.of(ADD_ONE), Meaning.REFUSED),
            row(403, "Authorization_RequestDenied", "Insufficient privileges", EnumSet.of(ADD_SEVERAL), Meaning.SPLIT),
            row(403, "Authorization_RequestDenied", "Insufficient privileges", SINGLE, Meaning.DENIED),
            row(404, "Request_ResourceNotFound", "", SINGLE, Meaning.PROVE_GROUP),
            row(409, "Directory_ConcurrencyViolation", "", ANY, Meaning.RETRY),
            row(424, null, "", ANY, Meaning.RETRY),
            row(429, null, "", ANY, Meaning.RETRY));

    private AnswerTable() {}

    /**
     * @return the meaning of {@code answer} to a step of this form. What no row knows is never done: a step of several
     *     is split so that the one at fault is named, a single one is refused.
     */
    public static Meaning meaning(BatchStep.Form form, GraphAnswer answer) {
        if (answer.isOk()) {
            return Meaning.APPLIED;
        }
        if (answer.isRetryable()) {
            return Meaning.RETRY;
        }
        var error = answer.error();
        return ROWS.stream()
                .filter(row -> row.fits(form, error))
                .map(Row::meaning)
                .findFirst()
                .orElse(form == ADD_SEVERAL ? Meaning.SPLIT : Meaning.REFUSED);
    }

    private static Row row(int status, String code, String text, Set<BatchStep.Form> forms, Meaning meaning) {
        return new Row(status, code, text, forms, meaning);
    }
}
