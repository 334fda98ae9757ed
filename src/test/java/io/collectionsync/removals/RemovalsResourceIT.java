package io.collectionsync.removals;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.sandbox.SandboxDevice;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rules of src/docs/removals.md: a record in the collection whose member would be removed. */
class RemovalsResourceIT extends RemovalRules {

    @Test
    void a_device_whose_id_is_lost_stays_though_its_names_differ() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var before = ring.group.members();
        var device = ring.first(1).get(0);
        sandbox.site()
                .execute("UPDATE dbo.sandbox_device SET Name0 = 'RENAMED' WHERE ResourceID = " + device.resourceId());
        sandbox.site().setDeviceId(device.resourceId(), null);
        try {
            assertHeld(scene.apply(), 1, "cannot-tell");
            assertThat(ring.group.members()).isEqualTo(before);
        } finally {
            restore(device);
        }
        assertDone(scene.apply());
        assertThat(ring.group.members()).isEqualTo(before);
    }

    @Test
    void a_device_whose_id_entra_does_not_know_stays() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var before = ring.group.members();
        var device = ring.first(1).get(0);
        sandbox.site().setDeviceId(device.resourceId(), UUID.randomUUID().toString());
        try {
            assertHeld(scene.apply(), 1, "cannot-tell");
            assertThat(ring.group.members()).isEqualTo(before);
        } finally {
            restore(device);
        }
    }

    @Test
    void a_member_goes_when_the_one_that_took_its_place_has_been_added() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var device = ring.first(1).get(0);
        var heir = UUID.randomUUID();
        var object = sandbox.tenant("contoso").addDevice(device.name(), heir, "AzureAd");
        sandbox.site().setDeviceId(device.resourceId(), heir.toString());
        try {
            assertDone(scene.apply());
            assertThat(ring.group.contains(object)).isTrue();
            assertThat(ring.group.contains(device.objectId())).isFalse();
            assertThat(ring.group.size()).isEqualTo(30);
        } finally {
            restore(device);
            sandbox.tenant("contoso").delete(object);
        }
    }

    @Test
    void a_member_stays_when_the_one_that_takes_its_place_is_not_added() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var device = ring.first(1).get(0);
        var heir = UUID.randomUUID();
        var object = sandbox.tenant("contoso").addDevice(device.name(), heir, "AzureAd");
        sandbox.site().setDeviceId(device.resourceId(), heir.toString());
        for (var method : List.of("POST", "PATCH")) {
            sandbox.graph()
                    .faults()
                    .inject(Fault.of(FaultKind.ERROR_BEFORE)
                            .inParts()
                            .on(method, "/groups/.*")
                            .status(400)
                            .saying("Request_BadRequest", "This one does not get in."));
        }
        try {
            assertThat(scene.apply().exit()).isEqualTo(ERROR);
            assertThat(ring.group.contains(device.objectId())).isTrue();
            assertThat(scene.apply().exit()).as("while the addition waits").isNotEqualTo(DONE);
            assertThat(ring.group.contains(device.objectId())).isTrue();
            assertThat(ring.group.size()).isEqualTo(30);
        } finally {
            restore(device);
            sandbox.tenant("contoso").delete(object);
        }
    }

    @Test
    void a_device_whose_join_type_entra_does_not_tell_is_neither_added_nor_removed() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var before = ring.group.members();
        var contoso = sandbox.tenant("contoso");
        var deviceId = UUID.randomUUID();
        var unknown = contoso.addDevice("TYPELESS", deviceId, null);
        ring.group.add(unknown);
        var device = ring.first(1).get(0);
        sandbox.site().setDeviceId(device.resourceId(), deviceId.toString());
        try {
            var result = scene.apply();

            assertThat(result.mapping().path("unresolved").findValuesAsText("reason"))
                    .containsExactly("no-join-type");
            assertThat(ring.group.members()).containsAll(before).contains(unknown);
        } finally {
            restore(device);
            contoso.delete(unknown);
        }
    }

    @Test
    void a_member_goes_when_entra_itself_names_it_disabled() {
        scene.live.set("tenant.contoso.disabled-devices = exclude");
        var ring = scene.mapping("ring", 200, 30);
        assertDone(scene.apply());
        var device = ring.first(1).get(0);
        sandbox.tenant("contoso").disableDevice(device.objectId());
        scene.live.stop();
        scene.live.by(Clock.offset(Clock.systemUTC(), Duration.ofHours(30)));

        assertDone(scene.apply());
        assertThat(ring.group.contains(device.objectId())).isFalse();
    }

    @Test
    void a_member_goes_when_the_site_names_its_record_obsolete() {
        var ring = scene.mapping("ring", 0, 30);
        assertDone(scene.apply());
        var device = ring.first(1).get(0);
        sandbox.site().execute("UPDATE dbo.sandbox_device SET Obsolete0 = 1 WHERE ResourceID = " + device.resourceId());
        try {
            assertDone(scene.apply());
            assertThat(ring.group.contains(device.objectId())).isFalse();
        } finally {
            sandbox.site()
                    .execute("UPDATE dbo.sandbox_device SET Obsolete0 = 0 WHERE ResourceID = " + device.resourceId());
        }
    }

    @Test
    void a_member_whose_resource_is_excluded_goes_though_its_id_is_lost() {
        var out = scene.mapping("out", 300, 1);
        var ring = scene.mapping("ring", 0, 30, "exclude: [" + out.collection + "]");
        assertThat(scene.apply().exit()).isEqualTo(DONE);
        var device = ring.first(1).get(0);
        sandbox.site().setDeviceId(device.resourceId(), null);
        sandbox.site().addMembers(out.collection, List.of(device.resourceId()));
        try {
            scene.apply();
            assertThat(ring.group.contains(device.objectId())).isFalse();
        } finally {
            restore(device);
        }
    }

    @Test
    void a_record_under_exclude_that_bears_the_id_of_a_member_removes_nobody() {
        var out = scene.mapping("out", 300, 1);
        var ring = scene.mapping("ring", 0, 30, "exclude: [" + out.collection + "]");
        assertThat(scene.apply().exit()).isEqualTo(DONE);
        var excluded = scene.joined(300, 1).get(0);
        var device = ring.first(1).get(0);
        sandbox.site().setDeviceId(excluded.resourceId(), device.deviceIdText());
        try {
            scene.apply();
            assertThat(ring.group.contains(device.objectId())).isTrue();
        } finally {
            sandbox.site().setDeviceId(excluded.resourceId(), excluded.deviceIdText());
        }
    }

    @Test
    void a_member_whose_record_bears_the_id_of_an_excluded_device_stays() {
        var out = scene.mapping("out", 300, 1);
        var ring = scene.mapping("ring", 0, 30, "exclude: [" + out.collection + "]");
        assertThat(scene.apply().exit()).isEqualTo(DONE);
        var device = ring.first(1).get(0);
        sandbox.site()
                .setDeviceId(device.resourceId(), scene.joined(300, 1).get(0).deviceIdText());
        try {
            scene.apply();
            assertThat(ring.group.contains(device.objectId())).isTrue();
        } finally {
            sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText());
        }
    }

    private static void restore(SandboxDevice device) {
        sandbox.site().setDeviceId(device.resourceId(), device.deviceIdText());
        sandbox.site()
                .execute("UPDATE dbo.sandbox_device SET Name0 = '" + device.name() + "' WHERE ResourceID = "
                        + device.resourceId());
    }
}
