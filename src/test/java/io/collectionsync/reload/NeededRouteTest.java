package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A route that the program needs may be edited while it runs, never taken away. */
class NeededRouteTest {

    private static final Path SOURCES = Path.of("src/main/java");

    @TempDir
    private static Path folder;

    private static Home home;

    @BeforeAll
    static void start() {
        home = SmallRoutes.in(folder, new Pause());
        for (var route : NeededRoute.values()) {
            home.save(file(route), SmallRoutes.text(route));
        }
        home.start(EnumSet.allOf(NeededRoute.class));
    }

    @AfterAll
    static void stop() {
        home.close();
    }

    @BeforeEach
    void everythingIsThere() {
        for (var route : NeededRoute.values()) {
            home.save(file(route), SmallRoutes.text(route));
        }
        Home.soon(() -> assertThat(home.routes.getFault()).isNull());
    }

    @ParameterizedTest
    @EnumSource
    void a_deleted_one_goes_on_and_the_refusal_names_it_and_what_would_be_lost(NeededRoute route) {
        var old = home.live.getRoute(route.id());
        var text = home.read(file(route));
        var reloads = home.routes.getReloads();

        home.delete(file(route));

        Home.soon(() -> assertThat(home.routes.getFault())
                .contains(file(route) + ": the program needs this route", route.loss(), "not taken away"));
        assertThat(home.live.getRoute(route.id())).isSameAs(old);
        assertThat(home.errors())
                .filteredOn(line -> line.contains(file(route) + ": the program needs"))
                .hasSize(1);

        home.save(file(route), text);

        Home.soon(() -> assertThat(home.routes.getFault()).isNull());
        assertThat(home.live.getRoute(route.id())).isSameAs(old);
        assertThat(home.routes.getReloads()).isEqualTo(reloads);
    }

    @ParameterizedTest
    @EnumSource
    void an_edited_one_takes_effect(NeededRoute route) {
        home.edit(file(route), text -> text.replaceFirst("description: ", "description: Now "));

        Home.soon(() ->
                assertThat(home.live.getRoute(route.id()).getDescription()).startsWith("Now "));
        assertThat(home.routes.getFault()).isNull();
    }

    @Test
    void java_names_no_route_but_those() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.startsWith(SOURCES.resolve("io/collectionsync/reload")))
                            .flatMap(NeededRouteTest::lines))
                    .noneMatch(line -> line.contains("\"direct:"));
        }
    }

    @Test
    void nobody_calls_one_that_a_clock_starts() {
        assertThatThrownBy(NeededRoute.SCHEDULE::uri).hasMessageContaining("schedule");
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String file(NeededRoute route) {
        return route.id() + RouteFiles.ENDING;
    }
}
