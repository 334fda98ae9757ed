package io.collectionsync.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** What the sandbox's tenants hold at first. */
final class DefaultDirectory {

    private DefaultDirectory() {}

    static void fill(SandboxWorld world, SandboxTenant contoso, SandboxTenant fabrikam) {
        List<String> names = List.of(
                "sg-pilot-ring",
                "sg-windows-workstations",
                "sg-kiosks",
                "sg-finance-laptops",
                "sg-sales-staff",
                "sg-empty");
        for (int i = 0; i < names.size(); i++) {
            contoso.createOldGroup(world.uuid("group", i), names.get(i), GroupKind.SECURITY);
        }
        fabrikam.createOldGroup(world.uuid("group", 100), "sg-fabrikam-workstations", GroupKind.SECURITY);
        for (GroupKind kind : GroupKind.values()) {
            if (kind != GroupKind.SECURITY) {
                String name =
                        "not-a-target-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
                contoso.createOldGroup(world.uuid("group", 200 + kind.ordinal()), name, kind);
            }
        }
        for (int n = 1; n <= SandboxWorld.USERS; n++) {
            contoso.addOldUser(SandboxUser.of(world, n));
        }
    }

    static void addDevices(SandboxWorld world, int first, int last, SandboxTenant contoso, SandboxTenant fabrikam) {
        for (int n = first; n <= last; n++) {
            SandboxDevice device = world.device(n);
            if (device.inDirectory()) {
                SandboxTenant tenant = device.kind() == SandboxDevice.Kind.OTHER_TENANT ? fabrikam : contoso;
                tenant.addOldDevice(device.objectId(), device);
                if (device.kind() == SandboxDevice.Kind.AMBIGUOUS) {
                    tenant.addOldDevice(world.twinOf(n), device);
                }
            }
        }
    }

    static List<SandboxMapping> mappings(Sandbox sandbox) {
        SandboxTenant contoso = sandbox.tenant("contoso");
        SandboxTenant fabrikam = sandbox.tenant("fabrikam");
        return List.of(
                new SandboxMapping(
                        "pilot-ring", "contoso", contoso.group("sg-pilot-ring"), List.of("PS100012", "PS100015")),
                new SandboxMapping(
                        "windows-workstations",
                        "contoso",
                        contoso.group("sg-windows-workstations"),
                        List.of("PS100010")),
                new SandboxMapping("kiosks", "contoso", contoso.group("sg-kiosks"), List.of("PS100013")),
                new SandboxMapping(
                        "finance-laptops", "contoso", contoso.group("sg-finance-laptops"), List.of("PS100014")),
                new SandboxMapping(
                        "fabrikam-workstations",
                        "fabrikam",
                        fabrikam.group("sg-fabrikam-workstations"),
                        List.of("PS100016")));
    }

    /** One group that is nearly right already: three of its members are missing and one is foreign. */
    static void preset(Sandbox sandbox) {
        List<UUID> right = new ArrayList<>(sandbox.expectedMembers("contoso", List.of("PS100014")));
        right.sort(null);
        List<UUID> present = new ArrayList<>(right.subList(Math.min(3, right.size()), right.size()));
        foreigner(sandbox, right).ifPresent(present::add);
        sandbox.tenant("contoso").group("sg-finance-laptops").setMembers(present);
    }

    private static Optional<UUID> foreigner(Sandbox sandbox, List<UUID> right) {
        return IntStream.rangeClosed(1, sandbox.site().devices())
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED)
                .map(SandboxDevice::objectId)
                .filter(id -> !right.contains(id))
                .findFirst();
    }
}
