package io.collectionsync.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code logback.xml} lets through, with and without the environment variable {@code LOG_LEVEL}. */
class LogLevelTest {

    @Test
    void the_program_and_its_routes_log_at_info() throws JoranException {
        assertThat(level("io.collectionsync.run.RunService", null)).isEqualTo(Level.INFO);
        assertThat(level("reconcile", null)).isEqualTo(Level.INFO);
        assertThat(level("a-route-of-the-administrators-own", null)).isEqualTo(Level.INFO);
    }

    @Test
    void log_level_reaches_the_program_and_its_routes() throws JoranException {
        assertThat(level("io.collectionsync.run.RunService", "DEBUG")).isEqualTo(Level.DEBUG);
        assertThat(level("reconcile", "DEBUG")).isEqualTo(Level.DEBUG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ch.qos.logback.Some",
                "com.zaxxer.hikari.HikariDataSource",
                "h2database",
                "io.micrometer.core.Some",
                "net.logstash.Some",
                "org.apache.camel.main.Main",
                "org.quartz.core.QuartzScheduler",
                "org.springframework.jdbc.Some",
                "org.sqlite.Some"
            })
    void no_library_says_more_than_warnings_whatever_the_level(String logger) throws JoranException {
        assertThat(level(logger, "DEBUG").isGreaterOrEqual(Level.WARN)).isTrue();
    }

    private static Level level(String logger, String environment) throws JoranException {
        var context = new LoggerContext();
        if (environment != null) {
            context.putProperty("LOG_LEVEL", environment);
        }
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogLevelTest.class.getResource("/logback.xml"));
        return context.getLogger(logger).getEffectiveLevel();
    }
}
