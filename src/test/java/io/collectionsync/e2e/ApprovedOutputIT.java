package io.collectionsync.e2e;

import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxApp;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.sandbox.SandboxTenant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every command as a process of its own; its tables and its errors are texts that somebody has read and approved. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the pages are typed into /bin/sh")
class ApprovedOutputIT {

    private static final Path PAGES = Path.of("src/test/resources/approved");

    @TempDir
    private Path folder;

    private Company company;
    private SandboxTenant contoso;
    private Path home;
    private String settings;
    private List<Integer> kiosks;

    @BeforeEach
    void start() {
        company = new Company(SandboxOptions.defaults().withDevices(200), folder);
        contoso = company.sandbox.tenant("contoso");
        home = company.home();
        grant(SandboxApp.RECOMMENDED_ROLES);
        // what the page empties by hand is seen at once
        Company.append(home, Company.SETTINGS, "graph.replica-lag = 1ms\n");
        settings = Company.read(home, Company.SETTINGS);
        kiosks = company.sandbox.site().members("PS100013");
        String mapping = "  - {name: %s, group: %s, collections: [%s], tenant: contoso, enabled: %s}\n";
        Company.write(
                home,
                Company.MAPPINGS,
                "mappings:\n"
                        + mapping.formatted("kiosks", contoso.group("sg-kiosks").id(), "PS100013", true)
                        + mapping.formatted(
                                "asleep", contoso.group("sg-sales-staff").id(), "PS100014", false));
    }

    @AfterEach
    void stop() {
        company.close();
    }

    @Test
    void everyCommandPrintsWhatWasApproved() throws IOException {
        play("commands.md");
    }

    @Test
    void everyErrorIsTheLineThatWasApproved() throws IOException {
        for (long twin : new long[] {1, 2}) {
            contoso.createGroup(new UUID(0x1111_2222_3333_4444L, twin), "twins", GroupKind.SECURITY);
        }
        play("errors.md");
    }

    private void play(String page) throws IOException {
        var console = new Console(home, folder);
        new ConsolePage(PAGES.resolve(page), console::type, this::elsewhere).requireTrue();
    }

    private void elsewhere(String words) {
        String[] order = words.split(" ");
        switch (order[0]) {
            case "console-maps" -> company.sandbox
                    .site()
                    .addCloudSyncMapping(order[1], contoso.group(order[2]).id().toString());
            case "empty" -> company.sandbox.site().emptyCollection(order[1]);
            case "fill" -> company.sandbox.site().addMembers(order[1], kiosks);
            case "full" -> {
                contoso.group(order[1]).setMembers(List.of());
                contoso.group(order[1]).setMemberQuota(0);
            }
            case "join" -> company.sandbox.site().addMembers(order[1], resources(order));
            case "leave" -> resources(order)
                    .forEach(one -> company.sandbox.site().removeMember(order[1], one));
            case "spoil-settings" -> {
                Company.append(home, Company.SETTINGS, "guard.max-removals = -3\nschedule.corn = 0 0 * * * ?\n");
                Company.append(
                        home, Company.MAPPINGS, "  - name: kiosks\n    group: not-a-guid\n" + "    collections: []\n");
            }
            case "no-settings" -> Company.write(home, Company.SETTINGS, "# nothing yet\n");
            case "wrong-secret" -> contoso.app().renewSecret();
            case "no-permissions" -> contoso.app().setRoles(Set.of("GroupMember.Read.All"));
            case "right-settings" -> right();
            case "break-route" -> Company.write(
                    home,
                    "routes/group-facts.camel.yaml",
                    Company.read(home, "routes/group-facts.camel.yaml").replace("- bean:", "- baen:"));
            default -> throw new IllegalArgumentException(words);
        }
    }

    private void grant(Set<String> roles) {
        var granted = new HashSet<>(roles);
        granted.add("Group.Create");
        contoso.app().setRoles(granted);
    }

    private List<Integer> resources(String... order) {
        return Stream.of(order)
                .skip(2)
                .map(name -> Integer.parseInt(name.substring(3)))
                .map(number -> company.sandbox.world().device(number).resourceId())
                .toList();
    }

    private void right() {
        Company.write(home, Company.SETTINGS, settings);
        Company.write(
                home, "config/secrets/contoso-client-secret", contoso.app().clientSecret());
        grant(SandboxApp.RECOMMENDED_ROLES);
        Company.write(
                home,
                Company.MAPPINGS,
                Company.read(home, Company.MAPPINGS).lines().limit(3).collect(Collectors.joining("\n", "", "\n")));
    }
}
