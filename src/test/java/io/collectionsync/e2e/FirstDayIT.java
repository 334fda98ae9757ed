package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.graph.auth.Permission;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.sandbox.SandboxTenant;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The first day of a new administrator, as the page of the manual tells it: page and program cannot drift apart. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the page is typed into /bin/sh")
class FirstDayIT {

    private static final Path PAGE = Path.of("src/docs/first-day.md");
    private static final String COLLECTION = "PS100042";

    @TempDir
    private static Path folder;

    private static Company company;
    private static SandboxTenant contoso;
    private static SandboxGroup group;
    private final Path home = folder.resolve("home");

    @BeforeAll
    static void start() {
        company = new Company(SandboxOptions.defaults().withDevices(400), folder);
        contoso = company.sandbox.tenant("contoso");
        contoso.app().setRoles(Set.of());
        company.sandbox.site().createCollection(COLLECTION, "Pilot ring Berlin");
        Stream.of("PC-0003", "PC-0009", "PC-0010", "PC-0011", "PC-0013").forEach(FirstDayIT::join);
        group = contoso.createGroup(
                UUID.fromString("5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40"), "Pilot ring", GroupKind.SECURITY);
        group.setMembers(List.of(device("PC-0010").objectId(), device("PC-0020").objectId()));
    }

    @AfterAll
    static void stop() {
        company.close();
    }

    private static SandboxDevice device(String name) {
        return company.sandbox.world().device(Integer.parseInt(name.substring(3)));
    }

    private static void join(String name) {
        company.sandbox.site().addMember(COLLECTION, device(name).resourceId());
    }

    @Test
    void thePageSaysWhatIsPrintedAndTheGroupIsRightInTheEnd() throws IOException {
        Files.createDirectories(home);
        var tools = azureTools();
        var console = new Console(home, tools)
                .steady(tools.toString(), "/home/admin")
                .with("TENANT", contoso.id().toString())
                .with("AZ_FOLDER", tools.toString());

        new ConsolePage(PAGE, line -> typed(console, line), this::elsewhere).requireTrue();

        var wanted = Stream.of("PC-0003", "PC-0005", "PC-0009", "PC-0010")
                .map(name -> device(name).objectId());
        assertThat(group.members()).isEqualTo(wanted.collect(Collectors.toSet()));
    }

    /** Between registration and the first command that needs settings the administrator fills them in. */
    private String typed(Console console, String line) {
        try {
            String printed = console.type(line);
            if (line.equals("sh register.sh")) {
                grantWhatTheScriptAskedFor();
                fillIn(printed);
            }
            return printed;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A stand-in of the Azure CLI that notes what it is asked to do, and nobody waits for the replication. */
    private static Path azureTools() throws IOException {
        var tools = Files.createDirectories(folder.resolve("tools"));
        var certificate = company.sandbox.certificates().clientCertificate("Collection Sync");
        contoso.app().registerCertificate(certificate.certificate());
        Files.writeString(tools.resolve("certificate.pem"), certificate.toPem());
        tool(tools.resolve("sleep"), "exit 0");
        tool(
                tools.resolve("az"),
                """
                echo "$*" >> "$AZ_FOLDER/asked"
                case "$*" in
                'ad app create'*) echo CLIENT;;
                'ad app credential reset'*) echo "$AZ_FOLDER/certificate.pem";;
                esac"""
                        .replace("CLIENT", contoso.app().clientId().toString()));
        return tools;
    }

    private static void tool(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void grantWhatTheScriptAskedFor() throws IOException {
        String asked = Files.readString(folder.resolve("tools/asked"));
        assertThat(asked)
                .contains(
                        "login --tenant " + contoso.id(),
                        "admin-consent --id " + contoso.app().clientId());
        var granted = new HashSet<String>();
        Stream.of(Permission.values())
                .filter(one -> asked.contains(one.id() + "=Role"))
                .map(Permission::word)
                .forEach(granted::add);
        contoso.app().setRoles(granted);
    }

    /** The keys are those of the page, the values the sandbox's; what the script printed must be among them. */
    private void fillIn(String printedByScript) throws IOException {
        var tenant = Map.of(
                "tenant.contoso.id",
                contoso.id().toString(),
                "tenant.contoso.client-id",
                contoso.app().clientId().toString());
        tenant.forEach((key, value) -> assertThat(printedByScript).contains(key + " = " + value));
        var page = new Properties();
        page.load(new StringReader(String.join("\n", ConsolePage.block(PAGE, "properties"))));
        assertThat(page).containsAllEntriesOf(tenant);
        page.put("configmgr.url", company.sandbox.site().url());
        page.put("configmgr.username", company.sandbox.site().username());
        page.put("tenant.contoso.graph-url", company.sandbox.graph().url());
        page.put("tenant.contoso.authority-url", company.sandbox.graph().authorityUrl());
        page.put("tls.trust-file", "config/authority.pem");

        for (String name : List.of("config", "routes")) {
            copy(Distribution.FOLDER.resolve(name), home.resolve(name));
        }
        page.forEach((key, value) -> Company.append(home, Company.SETTINGS, key + " = " + value + "\n"));
        Company.write(
                home,
                page.getProperty("configmgr.password-file"),
                company.sandbox.site().password());
        Company.write(
                home, "config/authority.pem", company.sandbox.certificates().authorityPem());
        Files.copy(
                folder.resolve("tools/certificate.pem"),
                home.resolve(page.getProperty("tenant.contoso.certificate-file")));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private void elsewhere(String words) {
        String[] order = words.split(" ");
        var roles = new HashSet<>(Stream.of(Permission.values())
                .filter(Permission::isNeeded)
                .map(Permission::word)
                .toList());
        switch (order[0]) {
            case "revoke" -> {
                assertThat(roles.remove(order[1])).isTrue();
                contoso.app().setRoles(roles);
            }
            case "grant" -> {
                assertThat(roles).contains(order[1]);
                contoso.app().setRoles(roles);
            }
            case "join" -> join(order[1]);
            default -> throw new IllegalArgumentException(words);
        }
    }
}
