package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.SandboxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the operator's contract, each as a process of its own against the sandbox's servers. */
class CommandsIT {

    private static final String[] ALL = {
        "pilot-ring", "windows-workstations", "kiosks", "finance-laptops", "fabrikam-workstations"
    };

    @TempDir
    private static Path folder;

    private static Company company;

    @BeforeAll
    static void start() {
        company = new Company(SandboxOptions.defaults().withDevices(400), folder);
    }

    @AfterAll
    static void stop() {
        company.close();
    }

    @BeforeEach
    void emptyGroups() {
        company.emptyGroups();
        company.sandbox.graph().counters().reset();
    }

    @Test
    void planWritesNothingThenApplyFillsTheGroupsThenNothingIsLeftToDo() {
        var home = company.home();
        var program = Distribution.on(home);

        var plan = RunJson.ofPlan(program.run("plan", "--json").requireExit(2));
        assertThat(company.sandbox.graph().counters().writesSpent()).isZero();
        assertThat(plan.status()).isEqualTo("In Progress");
        assertThat(plan.additions("kiosks")).containsExactlyInAnyOrderElementsOf(company.expected("kiosks"));

        var apply = RunJson.ofApply(program.run("apply", "--json").requireExit(0));
        company.requireEqual(ALL);
        assertThat(apply.status()).isEqualTo("Success");
        assertThat(apply.names()).containsExactlyInAnyOrder(ALL);
        for (String mapping : ALL) {
            assertThat(apply.additions(mapping)).containsExactlyInAnyOrderElementsOf(company.expected(mapping));
            assertThat(apply.mapping(mapping).at("/outcomes/applied").intValue())
                    .isEqualTo(company.expected(mapping).size());
        }

        company.sandbox.graph().counters().reset();
        var second = RunJson.ofApply(program.run("apply", "--json").requireExit(0));
        assertThat(company.sandbox.graph().counters().writesSpent()).isZero();
        assertThat(second.mapping("pilot-ring").get("additions")).isEmpty();
        assertThat(second.mapping("pilot-ring").get("actual").intValue())
                .isEqualTo(company.expected("pilot-ring").size());

        var table = program.run("plan").requireExit(0);
        assertThat(table.out()).contains("| pilot-ring ", "unresolved", "no-device-id: ", "Nothing was written");
        statusShowsTheLastRun(program);
    }

    private static void statusShowsTheLastRun(Distribution program) {
        var status = program.run("status", "--json").requireExit(0).json();
        assertThat(status.get("mappings")).hasSize(5).allSatisfy(mapping -> {
            assertThat(mapping.get("status").textValue()).isEqualTo("Success");
            assertThat(mapping.get("desired")).isEqualTo(mapping.get("actual"));
            assertThat(mapping.get("deadLetters").intValue()).isZero();
        });
        assertThat(program.run("status", "kiosks").requireExit(0).out())
                .contains("kiosks", "Success")
                .doesNotContain("pilot-ring");
        assertThat(program.run("check").requireExit(0).out())
                .doesNotContain("FAULT")
                .contains(
                        "ok    settings",
                        "ok    site database",
                        "v_R_System: readable",
                        "ok    token of tenant contoso",
                        "ok    permissions of tenant fabrikam",
                        "ok    mapping kiosks");
    }

    @Test
    void applyTakesAMappingByNameByGroupAndByCollection() {
        String group = company.group("kiosks").id().toString();

        var report = RunJson.ofApply(Distribution.on(company.home())
                .run("apply", "pilot-ring", group, "ps100014", "--json")
                .requireExit(0));

        assertThat(report.names()).containsExactly("finance-laptops", "kiosks", "pilot-ring");
        company.requireEqual("pilot-ring", "kiosks", "finance-laptops");
        assertThat(company.group("windows-workstations").size()).isZero();
    }

    @Test
    void anUnknownNameIsWrongUsageAndNothingHappens() {
        var home = company.home();

        var result = Distribution.on(home)
                .run("apply", "kiosks", "no-such-ring", "PS1FFFFF")
                .requireExit(64);

        assertThat(result.err()).contains("no-such-ring", "PS1FFFFF", "config/mappings.yaml");
        assertThat(result.out()).isEmpty();
        nothingHappened(home);
    }

    private static void nothingHappened(Path home) {
        assertThat(home.resolve("data")).doesNotExist();
        assertThat(company.sandbox.graph().counters().requests()).isZero();
        assertThat(company.sandbox.graph().counters().tokens()).isZero();
    }

    @Test
    void whatTheGuardHoldsIsHeldAndTheAdditionsGoThrough() {
        var home = company.home();
        var right = List.copyOf(company.expected("finance-laptops"));
        var strangers = company.expected("windows-workstations").stream()
                .filter(id -> !right.contains(id))
                .limit(5)
                .toList();
        company.group("finance-laptops").setMembers(strangers);
        company.group("kiosks").setMembers(company.expected("kiosks"));
        var kiosks = company.sandbox.site().members("PS100013");
        company.sandbox.site().emptyCollection("PS100013");
        Company.write(
                home,
                Company.MAPPINGS,
                Company.read(home, Company.MAPPINGS)
                        .replace("collections: [PS100014]", "collections: [PS100014]\n    guard: {max-removals: 4}"));

        var before = Set.copyOf(company.group("kiosks").members());
        var report =
                RunJson.ofApply(Distribution.on(home).run("apply", "--json").requireExit(3));
        var plan =
                Distribution.on(home).run("plan", "finance-laptops", "kiosks").requireExit(3);
        company.sandbox.site().addMembers("PS100013", kiosks);

        assertThat(report.status()).isEqualTo("Held");
        assertThat(report.status("finance-laptops")).isEqualTo("Held");
        assertThat(report.mapping("finance-laptops").at("/held/removals").intValue())
                .isEqualTo(5);
        assertThat(report.mapping("finance-laptops").at("/held/reasons/0").textValue())
                .isEqualTo("max-removals");
        assertThat(report.removals("finance-laptops")).isEmpty();
        assertThat(company.group("finance-laptops").members())
                .containsAll(right)
                .containsAll(strangers);
        assertThat(report.mapping("kiosks").at("/held/reasons").toString()).contains("\"empty\"");
        assertThat(company.group("kiosks").members()).isEqualTo(before);
        assertThat(report.status("pilot-ring")).isEqualTo("Success");
        assertThat(plan.out()).contains("removals are held", "max-removals: 5 removals, 4 allowed");
    }

    @Test
    void withApplySwitchedOffEveryCommandSaysSoAndNothingIsWritten() {
        var program = Distribution.on(company.home()).with("APPLY_ENABLED", "false");

        var json = program.run("apply", "kiosks", "--json").requireExit(0);
        var table = program.run("apply", "kiosks").requireExit(0);
        var status = program.run("status").requireExit(0);

        assertThat(json.json().get("applyEnabled").booleanValue()).isFalse();
        assertThat(json.json().at("/mappings/0/additions")).isNotEmpty();
        assertThat(json.json().at("/mappings/0/outcomes").isMissingNode()).isTrue();
        assertThat(List.of(json.err(), table.out(), status.out())).allMatch(text -> text.contains("apply.enabled"));
        assertThat(company.group("kiosks").size()).isZero();
        assertThat(company.sandbox.graph().counters().writesSpent()).isZero();
    }

    @Test
    void everyFaultOfTheSettingsIsListedAtOnceAndNothingHappens() {
        var home = company.home();
        Company.append(home, Company.SETTINGS, "guard.max-removals = -3\nschedule.corn = 0 0 * * * ?\n");
        Company.append(home, Company.MAPPINGS, "  - name: pilot-ring\n    group: not-a-guid\n    collections: []\n");

        var result = Distribution.on(home).run("apply", "--json").requireExit(64);

        assertThat(result.err().lines())
                .hasSizeGreaterThanOrEqualTo(5)
                .anyMatch(line ->
                        line.startsWith("config/application.properties") && line.contains("guard.max-removals = -3"))
                .anyMatch(line -> line.contains("schedule.corn") && line.contains("schedule.cron"))
                .anyMatch(line -> line.startsWith("config/mappings.yaml:") && line.contains("not-a-guid"));
        assertThat(result.json().get("faults"))
                .hasSameSizeAs(result.err().lines().toList())
                .allSatisfy(fault -> assertThat(fault.fieldNames())
                        .toIterable()
                        .containsExactlyInAnyOrder("file", "key", "value", "rule"));
        nothingHappened(home);
    }

    @Test
    void aHomeMayLieAnywhereAndBeNamedByTheEnvironmentAndJavaOptsReachTheJvm() {
        boolean unicode = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
        var home = company.home(unicode ? "Straße mit Leerzeichen & (日本)" : "road with blanks & (more)");

        var result = Distribution.on(null)
                .with("COLLECTION_SYNC_HOME", home.toString())
                .with("JAVA_OPTS", "-showversion -Xmx300m")
                .run("apply", "kiosks")
                .requireExit(0);

        company.requireEqual("kiosks");
        assertThat(result.err()).contains("Runtime Environment");
        assertThat(Files.exists(home.resolve("data/state.db"))).isTrue();
    }

    @Test
    void wrongUsageIsNamedWithTheWayToHelp() {
        assertThat(Distribution.on(null).run("synchronise").requireExit(64).err())
                .contains("'synchronise'", "--help");
        assertThat(Distribution.on(null).run("apply", "--jsn").requireExit(64).err())
                .contains("--jsn", "apply --help");
    }

    @Test
    void theVersionAndTheHelpAreShownWithoutAHome() {
        assertThat(Distribution.on(null).run("--version").requireExit(0).out()).matches("(?s)collection-sync \\d.*");
        assertThat(Distribution.on(null).run("--help").requireExit(0).out())
                .contains("apply", "plan", "check", "status", "dead-letters", "sandbox", "Example: ");
    }

    @Test
    void deadLettersAreListedReplayedAndDiscarded() {
        var program = Distribution.on(company.home());
        var kiosks = company.group("kiosks");
        int wanted = company.expected("kiosks").size();
        kiosks.setMemberQuota(3);

        var refused = RunJson.ofApply(
                program.run("apply", "kiosks", "pilot-ring", "--json").requireExit(1));
        assertThat(refused.status()).isEqualTo("Partial Success");
        assertThat(refused.status("pilot-ring")).isEqualTo("Success");
        int parked = refused.mapping("kiosks").at("/outcomes/deadLettered").intValue();
        assertThat(parked).isEqualTo(wanted - kiosks.size()).isPositive();

        var list = program.run("dead-letters", "list", "--mapping", "kiosks", "--json")
                .requireExit(0)
                .json();
        assertThat(list.get("deadLetters")).hasSize(parked).allSatisfy(letter -> {
            assertThat(letter.get("kind").textValue()).isEqualTo("addition");
            assertThat(letter.get("reason").textValue()).isEqualTo("refused");
            assertThat(company.expected("kiosks"))
                    .contains(UUID.fromString(letter.get("object").textValue()));
        });
        assertThat(program.run("dead-letters", "list").requireExit(0).out())
                .contains("kiosks", "Directory_QuotaExceeded");

        kiosks.setMemberQuota(1_000);
        assertThat(program.run("dead-letters", "replay", "--json")
                        .requireExit(0)
                        .json()
                        .get("replayed")
                        .intValue())
                .isEqualTo(parked);
        program.run("apply", "kiosks").requireExit(0);
        company.requireEqual("kiosks");
        assertThat(program.run("dead-letters", "list", "--json")
                        .requireExit(0)
                        .json()
                        .get("deadLetters"))
                .isEmpty();
    }

    @Test
    void aDiscardedDeadLetterIsTriedAgainByTheNextRun() {
        var program = Distribution.on(company.home());
        var kiosks = company.group("kiosks");
        kiosks.setMemberQuota(3);
        program.run("apply", "kiosks").requireExit(1);
        kiosks.setMemberQuota(1_000);

        assertThat(program.run("dead-letters", "discard", "--reason", "refused")
                        .requireExit(0)
                        .out())
                .contains("dead letters discarded");

        program.run("apply", "kiosks").requireExit(0);
        company.requireEqual("kiosks");
    }
}
