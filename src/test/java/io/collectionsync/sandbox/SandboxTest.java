package io.collectionsync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Home, life and size of the sandbox. */
class SandboxTest extends SandboxTestBase {

    @TempDir
    Path folder;

    @Test
    void theHomeNamesBothServersAndHidesItsSecrets() throws IOException {
        sandbox.writeHome(folder, null);
        Properties settings = new Properties();
        settings.load(new StringReader(Files.readString(folder.resolve("config/application.properties"))));
        assertThat(settings.getProperty("configmgr.url"))
                .isEqualTo(sandbox.site().url());
        assertThat(settings.getProperty("tenant.contoso.graph-url"))
                .isEqualTo(sandbox.graph().url());
        assertThat(settings.getProperty("tenant.fabrikam.id"))
                .isEqualTo(sandbox.tenant("fabrikam").id().toString());
        Path secret = folder.resolve(settings.getProperty("tenant.contoso.client-secret-file"));
        assertThat(Files.readString(secret)).isEqualTo(contoso.app().clientSecret());
        assertThat(settings.values())
                .noneMatch(value -> value.toString().contains(contoso.app().clientSecret()));
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        assertThat(folder.resolve("config/sandbox-ca.pem")).content().startsWith("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void everyMappingOfTheHomeHasMembersToFind() throws IOException {
        sandbox.writeHome(folder, null);
        String mappings = Files.readString(folder.resolve("config/mappings.yaml"));
        assertThat(sandbox.mappings()).hasSize(5).allSatisfy(mapping -> {
            assertThat(mappings)
                    .contains(
                            "name: " + mapping.name(),
                            "group: " + mapping.group().id());
            assertThat(sandbox.expectedMembers(mapping.tenant(), mapping.collections()))
                    .isNotEmpty();
        });
        assertThat(mappings).contains("collections: [PS100012, PS100015]", "tenant: fabrikam");
    }

    @Test
    void aHomeIsWrittenAgainOverAFormerOneAndDataStays() throws IOException {
        Path routes = Files.createDirectories(folder.resolve("source/sql"));
        Files.writeString(routes.resolve("a.sql"), "SELECT 1");
        Path home = folder.resolve("home");
        Path data = Files.createDirectories(home.resolve("data")).resolve("state");
        Files.writeString(data, "kept");
        sandbox.writeHome(home, folder.resolve("source"));
        Files.writeString(home.resolve("config/mappings.yaml"), "edited");
        sandbox.writeHome(home, folder.resolve("source"));
        assertThat(home.resolve("config/mappings.yaml")).content().contains("pilot-ring");
        assertThat(home.resolve("routes/sql/a.sql")).hasContent("SELECT 1");
        assertThat(data).hasContent("kept");
    }

    @Test
    void lifeChangesAFewMembersAndNeverMuch() {
        sandbox.mappings().forEach(this::reconcile);
        Set<String> verbs = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String done = sandbox.life().edit();
            if (done != null) {
                verbs.add(done.replaceFirst(".* (joined|left|added|removed) .*", "$1"));
            }
            sandbox.mappings().forEach(this::lessThanFivePercentWrong);
            if (i % 10 == 9) {
                sandbox.mappings().forEach(this::reconcile);
            }
        }
        assertThat(verbs).containsExactlyInAnyOrder("joined", "left", "added", "removed");
    }

    @Test
    void lifeGoesOnByItselfUntilItIsStopped() {
        sandbox.mappings().forEach(this::reconcile);
        try (Sandbox lively = Sandbox.start(options().withLifePeriod(Duration.ofMillis(5)))) {
            lively.mappings().forEach(mapping -> mapping.group()
                    .setMembers(lively.expectedMembers(mapping.tenant(), mapping.collections())));
            lively.life().start();
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> lively.mappings().stream().anyMatch(mapping -> !mapping.group()
                            .members()
                            .equals(lively.expectedMembers(mapping.tenant(), mapping.collections()))));
        }
    }

    @Test
    void aHundredThousandMembersAreAddedPagedAndRemovedFast() {
        SandboxClient fast = client;
        faults().setQuotaEnforced(false);
        List<UUID> many = IntStream.range(0, 100_000)
                .mapToObj(i -> contoso.addDevice("PC-X" + i, UUID.randomUUID(), "AzureAd"))
                .toList();
        group.setMembers(many.subList(0, 90_000));
        for (int i = 90_000; i < 100_000; i += 400) {
            int from = i;
            fast.batch(IntStream.range(0, 20)
                    .mapToObj(p -> SandboxClient.part(
                            "" + p,
                            "PATCH",
                            "/groups/" + group.id(),
                            fast.bind(many.subList(from + 20 * p, from + 20 * p + 20))))
                    .toArray(JsonNode[]::new));
        }
        assertThat(group.size()).isEqualTo(100_000);
        assertThat(fast.ids("/groups/" + group.id() + "/members?$select=id&$top=999"))
                .hasSize(100_000);
        assertThat(sandbox.graph().violations()).isEmpty();
    }

    @Test
    void theWorldGrows() {
        sandbox.grow(100);
        assertThat(sandbox.site().devices()).isEqualTo(300);
        sandbox.site().createCollection("PS1000BB", "All");
        sandbox.site().fillCollection("PS1000BB", number -> true);
        assertThat(sandbox.site().members("PS1000BB")).hasSize(300);
        assertThat(sandbox.expectedMembers("contoso", List.of("PS1000BB"))).hasSizeGreaterThan(200);
    }

    private void reconcile(SandboxMapping mapping) {
        mapping.group().setMembers(sandbox.expectedMembers(mapping.tenant(), mapping.collections()));
    }

    private void lessThanFivePercentWrong(SandboxMapping mapping) {
        List<UUID> foreign = new ArrayList<>(mapping.group().members());
        foreign.removeAll(sandbox.expectedMembers(mapping.tenant(), mapping.collections()));
        assertThat(foreign.size()).isLessThanOrEqualTo(1 + mapping.group().size() / 20);
    }
}
