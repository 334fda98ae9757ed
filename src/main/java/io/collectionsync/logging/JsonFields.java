package io.collectionsync.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.slf4j.event.KeyValuePair;

/**
 * The fields of a line in the JSON log: numbers, booleans and lists as such, anything else as its text. The encoder's
 * own provider asks Jackson for each value, which writes some types as objects and fails at others, such as an
 * {@link java.time.Instant}; the whole line is lost then.
 */
public final class JsonFields extends AbstractJsonProvider<ILoggingEvent> {

    @Override
    public void writeTo(JsonGenerator json, ILoggingEvent event) throws IOException {
        if (event.getKeyValuePairs() == null) {
            return;
        }
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            if (pair.value != null) {
                json.writeFieldName(pair.key);
                write(json, pair.value);
            }
        }
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Number || value instanceof Boolean) {
            json.writeObject(value);
        } else if (value instanceof Collection<?> values) {
            json.writeStartArray();
            for (Object one : values) {
                write(json, one);
            }
            json.writeEndArray();
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
