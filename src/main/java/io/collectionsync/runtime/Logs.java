package io.collectionsync.runtime;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.collectionsync.logging.JsonFields;
import io.collectionsync.settings.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as the settings want it. Whoever brings a logback file of his own ({@code -Dlogback.configurationFile}) keeps
 * it.
 */
public final class Logs {

    private static final String CONSOLE = "console";
    private static final FileSize FILE = FileSize.valueOf("20MB");
    private static final FileSize ALL = FileSize.valueOf("500MB");
    private static final int DAYS = 30;

    private Logs() {}

    /** Gives the lines on standard error the form that {@code log.format} names. */
    public static void format(Log log) {
        if (log.json() && console() instanceof ConsoleAppender<ILoggingEvent> console) {
            console.setEncoder(json());
        }
    }

    /**
     * Has the log written to {@code log.file} too: a new file each day and at 20 MB, the old ones packed and kept
     * for 30 days and up to 500 MB. For the one process that is the runtime: two cannot rotate the same file.
     *
     * @throws EngineFault if the file cannot be written
     */
    public static void file(Log log) {
        if (log.file() == null || !(console() instanceof ConsoleAppender<ILoggingEvent> console)) {
            return;
        }
        requireWritable(log.file());
        var file = new RollingFileAppender<ILoggingEvent>();
        file.setContext(context());
        file.setName("file");
        file.setFile(log.file().toString());
        file.setEncoder(log.json() ? json() : console.getEncoder());
        var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
        policy.setContext(context());
        policy.setParent(file);
        policy.setFileNamePattern(log.file() + ".%d{yyyy-MM-dd}.%i.gz");
        policy.setMaxFileSize(FILE);
        policy.setMaxHistory(DAYS);
        policy.setTotalSizeCap(ALL);
        policy.setCleanHistoryOnStart(true);
        policy.start();
        file.setRollingPolicy(policy);
        file.start();
        root().addAppender(file);
    }

    /** Logback itself would only be silent. */
    private static void requireWritable(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new EngineFault(
                    "log.file " + file + " cannot be written (" + e.getMessage()
                            + "): let this account write there, or name another file",
                    e);
        }
    }

    /** @param quiet whether only warnings are told, because a bar stands where lines would go */
    public static void quiet(boolean quiet) {
        var console = console();
        if (console == null) {
            return;
        }
        console.clearAllFilters();
        if (quiet) {
            var warnings = new ThresholdFilter();
            warnings.setLevel("WARN");
            warnings.start();
            console.addFilter(warnings);
        }
    }

    /** @return what makes each line one JSON object */
    public static Encoder<ILoggingEvent> json() {
        var encoder = new LogstashEncoder();
        encoder.setContext(context());
        encoder.setTimeZone("UTC");
        encoder.setVersion(null);
        encoder.setIncludeKeyValuePairs(false);
        encoder.addProvider(new JsonFields());
        encoder.start();
        return encoder;
    }

    private static Appender<ILoggingEvent> console() {
        return root().getAppender(CONSOLE);
    }

    private static ch.qos.logback.classic.Logger root() {
        return context().getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
