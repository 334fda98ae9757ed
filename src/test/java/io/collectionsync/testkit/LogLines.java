package io.collectionsync.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.collectionsync.logging.LogFields;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What is logged from its making to its end. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    public LogLines() {
        start();
        root().addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** @return the messages of {@code least} and above, each with its fields */
    public List<String> from(Level least) {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(least))
                .map(event -> event.getFormattedMessage() + new LogFields().convert(event))
                .toList();
    }

    /** @return the names of the threads that logged {@code message} */
    public Set<String> threadsOf(String message) {
        return events.stream()
                .filter(event -> event.getFormattedMessage().equals(message))
                .map(ILoggingEvent::getThreadName)
                .collect(Collectors.toSet());
    }

    public void clear() {
        events.clear();
    }

    @Override
    public void close() {
        root().detachAppender(this);
        stop();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
