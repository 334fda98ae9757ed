package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.testkit.Scene;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules of src/docs/removals.md: before anything is written. */
class RemovalsTargetsIT extends RemovalRules {

    @AfterEach
    void grantAsBefore() {
        sandbox.tenant("contoso").app().setRoles(SandboxApp.RECOMMENDED_ROLES);
        sandbox.graph().revokeTokens(sandbox.tenant("contoso"));
    }

    private void grant(String... more) {
        var roles = new HashSet<>(SandboxApp.RECOMMENDED_ROLES);
        roles.addAll(List.of(more));
        sandbox.tenant("contoso").app().setRoles(roles);
        sandbox.graph().revokeTokens(sandbox.tenant("contoso"));
    }

    @Test
    void a_group_that_cannot_hold_devices_is_never_written() {
        var ring = scene.mapping("ring", 0, 5);
        var other = scene.mapping("other", 10, 5);
        var before = Set.<UUID>of();
        for (var kind : Map.of(
                        GroupKind.MICROSOFT_365,
                        "Microsoft 365",
                        GroupKind.MAIL_ENABLED_SECURITY,
                        "mail-enabled",
                        GroupKind.DYNAMIC,
                        "dynamic",
                        GroupKind.ON_PREMISES_SYNCED,
                        "on-premises")
                .entrySet()) {
            ring.group.setKind(kind.getKey());
            var result = scene.apply();

            assertThat(result.exit()).as(kind.getValue()).isEqualTo(ERROR);
            assertThat(result.out()).contains(kind.getValue(), "choose an assigned security group as target");
            assertThat(ring.group.members()).isEqualTo(before);
        }
        assertThat(other.group.members()).as("the others go on").isEqualTo(other.objects());
        assertThat(scene.run("check").out()).contains("choose an assigned security group as target");
    }

    @Test
    void a_role_assignable_group_is_written_only_with_the_permission() {
        writtenOnlyWith("RoleManagement.ReadWrite.Directory", GroupKind.ROLE_ASSIGNABLE, "is role-assignable");
    }

    @Test
    void a_restricted_group_is_written_only_with_the_permission() {
        writtenOnlyWith(
                "Directory.Write.Restricted", GroupKind.RESTRICTED, "restricted management administrative unit");
    }

    @Test
    void a_group_whose_membership_is_hidden_is_written_only_with_the_permission() {
        var ring = scene.mapping("ring", 0, 5);
        ring.group.setMembers(Scene.objects(scene.joined(0, 6)));
        ring.group.setHidden(true);

        assertFailed(scene.apply(), "has a hidden membership");
        assertThat(scene.run("check").out())
                .contains("has a hidden membership", "grant Member.Read.Hidden with admin consent");
        grant("Member.Read.Hidden");
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    private void writtenOnlyWith(String permission, GroupKind kind, String words) {
        var ring = scene.mapping("ring", 0, 5);
        ring.group.setKind(kind);

        assertFailed(scene.apply(), words);
        assertThat(scene.run("check").out()).contains(words, "grant " + permission + " with admin consent");
        assertThat(ring.group.members()).isEmpty();
        grant(permission);
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_group_that_the_sites_own_cloud_sync_feeds_too_gives_a_warning() {
        var ring = scene.mapping("ring", 0, 5);
        sandbox.site().addCloudSyncMapping("PS100077", ring.group.id().toString());

        var result = scene.apply();

        assertDone(result);
        assertThat(result.json().path("warnings").path(0).asText())
                .startsWith("mapping ring: the site's own Cloud Sync" + " feeds group " + ring.group.id()
                        + " too, from PS100077: two writers fight");
        assertThat(scene.run("check").out()).contains("warning, mapping ring: the site's own Cloud Sync");
        assertThat(scene.run("plan").out()).contains("Warning, mapping ring");
    }

    @Test
    void a_member_that_graph_denies_is_named_and_the_others_go_on() {
        var ring = scene.mapping("ring", 0, 30);
        var leaving = scene.joined(40, 3);
        ring.group.setMembers(Scene.objects(leaving));
        var denied = List.of(ring.first(1).get(0).objectId(), leaving.get(0).objectId());
        denied.forEach(ring.group::deny);

        var result = scene.apply();

        assertThat(result.status()).isEqualTo("Partial Success");
        var letters = scene.run("dead-letters", "list", "--json").out();
        assertThat(letters).contains(denied.get(0).toString(), denied.get(1).toString(), "refused");
        assertThat(ring.group.size()).as("29 of 30, and one of the leavers").isEqualTo(30);
        ring.group.refuseNobody();
        scene.run("dead-letters", "replay");
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void a_token_that_lacks_a_permission_fails_the_mapping_before_anything_is_sent() {
        var ring = scene.mapping("ring", 0, 5);
        sandbox.tenant("contoso").app().setRoles(Set.of("GroupMember.Read.All", "Device.Read.All"));
        sandbox.graph().revokeTokens(sandbox.tenant("contoso"));

        assertThat(scene.plan().status()).as("a plan takes no right to write").isEqualTo("In Progress");
        var result = scene.apply();

        assertFailed(result, "lacks GroupMember.ReadWrite.All");
        assertThat(result.out()).contains("Device.ReadWrite.All", "collection-sync permissions");
        assertThat(ring.group.members()).isEmpty();
        assertThat(scene.run("dead-letters", "list", "--json").json().path("deadLetters"))
                .isEmpty();
        grant();
        assertDone(scene.apply());
    }
}
