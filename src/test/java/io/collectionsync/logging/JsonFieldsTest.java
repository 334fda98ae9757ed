package io.collectionsync.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.collectionsync.runtime.Logs;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** How a value becomes a field of a line, whatever its type. */
class JsonFieldsTest {

    private static final Object WITHOUT_TEXT_OF_ITS_OWN = new Object() {
        @Override
        public String toString() {
            return "a thing";
        }
    };

    private static LoggingEvent line(Object value) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var line = new LoggingEvent("", context.getLogger("x"), Level.INFO, "said", null, null);
        line.setKeyValuePairs(Arrays.asList(new KeyValuePair("before", 1), new KeyValuePair("value", value)));
        return line;
    }

    private static JsonNode json(Object value) throws IOException {
        Encoder<ILoggingEvent> encoder = Logs.json();
        return new ObjectMapper().readTree(encoder.encode(line(value)));
    }

    private static JsonNode field(Object value) throws IOException {
        return json(value).path("value");
    }

    private static String text(Object value) {
        return new LogFields().convert(line(value));
    }

    @Test
    void numbers_booleans_and_lists_stay_what_they_are() throws IOException {
        assertThat(field(3).isInt()).isTrue();
        assertThat(field(0.25).isDouble()).isTrue();
        assertThat(field(true).isBoolean()).isTrue();
        assertThat(field(List.of("a", 2))).hasToString("[\"a\",2]");
    }

    @Test
    void any_other_value_is_its_text_and_no_line_is_lost() throws IOException {
        for (var value : List.of(
                "text",
                UUID.randomUUID(),
                Instant.now(),
                Duration.ofSeconds(3),
                URI.create("https://graph.microsoft.com"),
                Optional.of("x"),
                Level.WARN,
                WITHOUT_TEXT_OF_ITS_OWN)) {
            assertThat(field(value).asText()).isEqualTo(value.toString());
            assertThat(json(value).path("message").asText()).isEqualTo("said");
        }
    }

    @Test
    void a_value_that_is_not_there_is_no_field() throws IOException {
        assertThat(json(null).has("value")).isFalse();
        assertThat(json(null).path("before").asInt()).isEqualTo(1);
        assertThat(text(null)).isEqualTo(": before=1");
    }

    @Test
    void in_the_text_log_a_text_stands_in_quotes_on_one_line() {
        assertThat(text("two\nlines, \"quoted\"")).isEqualTo(": before=1 value=\"two lines, 'quoted'\"");
    }
}
