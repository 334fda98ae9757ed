package io.collectionsync.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.AggregationStrategy;
import org.h2.jdbcx.JdbcDataSource;

/** A folder of small routes, so that each kind of edit stands alone. */
final class SmallRoutes {

    static final String ANSWER =
            """
            - route:
                id: %1$s
                description: Answers with a word.
                from:
                  uri: direct
                  parameters:
                    name: %1$s
                  steps:
                    - setBody:
                        expression:
                          constant:
                            expression: %2$s
            """;
    static final String RUN =
            """
            - route:
                id: run
                description: A run.
                from:
                  uri: direct
                  parameters:
                    name: run
                  steps:
                    - bean:
                        ref: pause
                        method: here
                    - to:
                        uri: direct
                        parameters:
                          name: inner
            """;
    static final String FAILING =
            """
            - route:
                id: failing
                description: Fails.
                from:
                  uri: direct
                  parameters:
                    name: failing
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: on purpose
            """;
    static final String ERRORS =
            """
            - routeConfiguration:
                description: Answers for what failed.
                onException:
                  - onException:
                      exception:
                        - java.lang.Exception
                      handled:
                        expression:
                          constant:
                            expression: "true"
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: handled one
            """;
    static final String MEMBERS =
            """
            - route:
                id: members
                description: Asks the database.
                from:
                  uri: direct
                  parameters:
                    name: members
                  steps:
                    - split:
                        expression:
                          constant:
                            expression: once
                        aggregationStrategy: "#latest"
                        steps:
                          - to:
                              uri: sql
                              parameters:
                                query: "file:{{home.folder}}/routes/sql/members.sql"
                                dataSource: "#siteDatabase"
                                outputType: SelectOne
            """;
    static final String TICK =
            """
            - route:
                id: tick
                description: Starts runs.
                autoStartup: "{{schedule.enabled}}"
                from:
                  uri: quartz
                  parameters:
                    groupName: test
                    triggerName: tick
                    cron: "0 0 1 * * ?"
                    stateful: true
                  steps:
                    - to:
                        uri: direct
                        parameters:
                          name: run
            """;

    private SmallRoutes() {}

    /** A route that does as little as the program needs of it. */
    static String text(NeededRoute route) {
        if (route == NeededRoute.RUN) {
            return RUN;
        }
        if (FileRules.UNHANDLED.contains(route.id())) {
            return ANSWER.formatted(route.id(), route.id())
                    .replace("    from:", "    errorHandler:\n      noErrorHandler: {}\n    from:");
        }
        return route.isCalled()
                ? ANSWER.formatted(route.id(), route.id())
                : TICK.replace("id: tick", "id: " + route.id())
                        .replace("triggerName: tick", "triggerName: " + route.id());
    }

    /** A home that holds them all but the scheduled one; not started. */
    static Home in(Path folder, Pause pause) {
        try {
            Files.createDirectories(folder.resolve("routes/sql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var home = new Home(folder);
        home.save("run.camel.yaml", RUN);
        home.save("inner.camel.yaml", ANSWER.formatted("inner", "one"));
        home.save("failing.camel.yaml", FAILING);
        home.save("error-handling.camel.yaml", ERRORS);
        home.save("members.camel.yaml", MEMBERS);
        home.save("sql/members.sql", "-- how many\nSELECT 1\n");
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:reload");
        return home.bind("siteDatabase", database).bind("pause", pause).bind("latest", (AggregationStrategy)
                (before, latest) -> latest);
    }
}
