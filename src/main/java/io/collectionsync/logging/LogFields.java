package io.collectionsync.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.collectionsync.membership.OneLine;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.KeyValuePair;

/**
 * What stands behind a message in the text log: {@code : run=… key="text" key=1}. The run is that of the thread; a
 * line without fields of its own names it too. In the JSON log all of these are fields of the object.
 */
public final class LogFields extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        String run = event.getMDCPropertyMap().get(LogRun.KEY);
        var pairs = event.getKeyValuePairs() == null ? List.<KeyValuePair>of() : event.getKeyValuePairs();
        if (pairs.isEmpty()) {
            return run == null || event.getFormattedMessage().contains("run=") ? "" : " run=" + run;
        }
        return Stream.concat(
                        Stream.ofNullable(run).map(id -> "run=" + id),
                        pairs.stream().filter(pair -> pair.value != null).map(LogFields::text))
                .collect(Collectors.joining(" ", ": ", ""));
    }

    private static String quoted(String text) {
        return '"' + OneLine.of(text.replace('"', '\'')) + '"';
    }

    private static String text(KeyValuePair pair) {
        return pair.key + "=" + (pair.value instanceof CharSequence text ? quoted(text.toString()) : pair.value);
    }
}
