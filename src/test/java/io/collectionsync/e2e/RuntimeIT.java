package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Outcome;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.state.Changes;
import io.collectionsync.state.db.StateDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runtime as a service: its schedule, its neighbours on the same home, its end. */
class RuntimeIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Duration END = Duration.ofSeconds(30);

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

    @Test
    void keepsGroupsEqualThroughEditsBesideOtherCommandsUntilItIsStopped() {
        company.emptyGroups();
        var home = company.home();
        String all = Company.read(home, Company.MAPPINGS);
        Company.write(home, Company.MAPPINGS, all.substring(0, all.indexOf("  - name: kiosks")));

        try (var runtime = everyTwoSeconds(home).start()) {
            awaitEqual("pilot-ring", "windows-workstations");
            assertThat(company.group("kiosks").size()).isZero();
            editByHand("pilot-ring");
            awaitEqual("pilot-ring");

            Company.write(home, Company.MAPPINGS, all);
            awaitEqual("kiosks", "fabrikam-workstations");
            Company.write(home, Company.MAPPINGS, all + "  - gruop: 1\n");
            runtime.awaitErr("mappings refused, the last good ones go on: error=\"config/mappings.yaml:");
            editByHand("kiosks");
            awaitEqual("kiosks");
            Company.write(home, Company.MAPPINGS, all);

            besideTheRuntime(Distribution.on(home));
            var end = runtime.terminate(END).requireExit(0);
            assertThat(end.err()).contains("runtime started", "runtime stopping");
            assertThat(end.out()).isEmpty();
        }
    }

    private static void besideTheRuntime(Distribution program) {
        assertThat(program.run("status", "--json").requireExit(0).json().get("mappings"))
                .hasSize(5)
                .allMatch(mapping -> mapping.get("status").textValue().equals("Success"));
        editByHand("finance-laptops");
        program.run("apply", "finance-laptops").requireExit(0);
        company.requireEqual("finance-laptops");
        assertThat(program.run("dead-letters", "list").requireExit(0).out()).contains("No dead letters");
    }

    @Test
    void endsOnSigtermWithTheBatchInFlightAnsweredAndOnRecord() {
        company.emptyGroups();
        var home = company.home();
        var faults = company.sandbox.graph().faults();
        Distribution.Result end;
        try (var runtime = everyTwoSeconds(home).start("run")) {
            runtime.awaitErr("run started");
            faults.setLatency(Duration.ofMillis(700), Duration.ofMillis(700));
            company.sandbox.graph().counters().reset();
            await("a batch in flight")
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> company.sandbox.graph().counters().of("PATCH /groups/{id}") > 4);
            long asked = System.nanoTime();
            end = runtime.terminate(END).requireExit(0);
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .as(end.toString())
                    .isLessThan(Duration.ofSeconds(10));
        } finally {
            faults.setLatency(Duration.ZERO, Duration.ZERO);
        }

        assertThat(end.err()).contains("run interrupted").doesNotContain(" ERROR ");
        requireOnRecord(home, end.err());
        assertThat(company.group("windows-workstations").size())
                .isLessThan(company.expected("windows-workstations").size());
        Distribution.on(home).run("apply").requireExit(0);
        company.requireEqual(
                "pilot-ring", "windows-workstations", "kiosks", "finance-laptops", "fabrikam-workstations");
    }

    /** Every member that the stopped runtime added is a change on record, and the other way round. */
    private static void requireOnRecord(Path home, String log) {
        var runs = Pattern.compile("run started: run=(\\S+)")
                .matcher(log)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        try (var state = StateDatabase.openEmbedded(home.resolve("data"))) {
            var changes = new Changes(state);
            var rows = new ArrayList<>(
                    runs.stream().flatMap(run -> changes.ofRun(run).stream()).toList());
            for (var mapping : company.sandbox.mappings()) {
                var added = rows.stream()
                        .filter(row -> row.group().equals(mapping.group().id())
                                && row.outcome().result() == Outcome.Result.APPLIED)
                        .map(row -> row.outcome().change().object())
                        .collect(Collectors.toSet());
                assertThat(added).as(mapping.name()).isEqualTo(mapping.group().members());
            }
        }
    }

    private static Distribution everyTwoSeconds(Path home) {
        return Distribution.on(home).with("SCHEDULE_CRON", "0/2 * * * * ?");
    }

    /** One member away, one stranger in. */
    private static void editByHand(String mapping) {
        var group = company.group(mapping);
        var right = company.expected(mapping);
        group.remove(right.iterator().next());
        var stranger = company.expected("windows-workstations").stream()
                .filter(id -> !right.contains(id))
                .findFirst();
        List.of(stranger.orElseThrow()).forEach(group::add);
    }

    private static void awaitEqual(String... mappings) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> company.requireEqual(mappings));
    }
}
