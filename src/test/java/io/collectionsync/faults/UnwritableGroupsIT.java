package io.collectionsync.faults;

import static io.collectionsync.sandbox.FaultKind.ERROR_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.cli.Exit;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.testkit.FaultyGraph;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A group that cannot be written at all: its mapping fails with one message, not a dead letter for each member. */
class UnwritableGroupsIT extends FaultyGraph {

    static Stream<Arguments> groupFaults() {
        return Stream.of(
                Arguments.of(
                        "mail-enabled",
                        400,
                        "Request_BadRequest",
                        "Cannot Update a mail-enabled security groups and or distribution list."),
                Arguments.of(
                        "synchronised",
                        400,
                        "Request_BadRequest",
                        "Unable to update the specified properties for"
                                + " on-premises mastered Directory Sync objects or objects currently undergoing migration."),
                Arguments.of(
                        "restricted",
                        403,
                        "Authorization_RequestDenied",
                        "Insufficient privileges to complete the"
                                + " operation. Target object is a member of a restricted management administrative unit and can"
                                + " only be modified by administrators scoped to that administrative unit."),
                Arguments.of(
                        "no permission",
                        403,
                        "Authorization_RequestDenied",
                        "Insufficient privileges to complete the operation."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("groupFaults")
    void aGroupThatCannotBeWrittenIsOneClearMessageAndNotThousands(
            String name, int status, String code, String message) {
        var target = target();
        var before = target.group().members();
        faults().inject(Fault.of(ERROR_BEFORE)
                .inParts()
                .on("*", "/groups/.*")
                .status(status)
                .saying(code, message));

        var run = live.apply(target);

        var report = run.mappings().get(0);
        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(report.error()).contains("cannot be written", message.substring(0, 30));
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(live.deadLetters(target)).isEmpty();
        assertThat(target.group().members()).isEqualTo(before);
        faults().clear();
        assertDone(target, live.apply(target));
    }

    @Test
    void aDeletedGroupIsNoSuccess() {
        var target = target();
        live.sandbox.tenant("contoso").delete(target.group().id());

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error()).contains("does not exist");
        assertThat(Exit.codeOf(run)).isEqualTo(1);
    }

    @Test
    void aGroupThatVanishesBetweenReadAndWriteIsNoSuccessEither() {
        var target = target();
        var before = target.group().members();
        faults().inject(Fault.of(ERROR_BEFORE)
                .inParts()
                .on("*", "/groups/.*")
                .status(404)
                .saying(
                        "Request_ResourceNotFound",
                        "Resource '" + target.group().id() + "' does not exist or one of its"
                                + " queried reference-property objects are not present."));
        faults().inject(Fault.of(ERROR_BEFORE)
                .on("GET", "/groups/" + target.group().id())
                .after(1)
                .status(404)
                .saying("Request_ResourceNotFound", "Resource does not exist."));

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error()).contains("is gone");
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(live.deadLetters(target)).isEmpty();
        assertThat(target.group().members()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(value = GroupKind.class, mode = EnumSource.Mode.EXCLUDE, names = "SECURITY")
    void aKindOfGroupThatCannotHoldDevicesIsNeverWritten(GroupKind kind) {
        var target = target();
        var before = target.group().members();
        target.group().setKind(kind);

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error()).isNotBlank();
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target)).isEmpty();
    }

    @Test
    void aPermissionTakenAwayFailsTheMappingUntilItIsBack() {
        var app = live.sandbox.tenant("contoso").app();
        app.setRoles(Set.of("GroupMember.ReadWrite.All", "GroupMember.Read.All", "Device.Read.All"));
        live.sandbox.graph().revokeTokens(live.sandbox.tenant("contoso"));
        var target = target();
        var before = target.group().members();

        var run = live.apply(target);

        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error())
                .contains("The token of tenant contoso lacks Device.ReadWrite.All", "admin consent");
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(target.group().members()).isEqualTo(before);
        assertThat(live.deadLetters(target)).isEmpty();
        app.setRoles(SandboxApp.RECOMMENDED_ROLES);
        live.sandbox.graph().revokeTokens(live.sandbox.tenant("contoso"));
        assertDone(target, live.apply(target));
    }
}
