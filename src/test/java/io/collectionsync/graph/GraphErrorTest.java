package io.collectionsync.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class GraphErrorTest {

    @Test
    void whateverAServerAnswersIsOneLineOfText() {
        var body = JsonNodeFactory.instance.objectNode();
        var error = body.putObject("error").put("code", "Bad\nRequest\u001b[2J").put("message", "No.\r\n\u202eYes");
        error.putObject("innerError").put("request-id", "1\n2");

        assertThat(GraphError.of(400, body, null, null).line())
                .isEqualTo("400 Bad Request?[2J: No. ?Yes (request-id 1 2)");
    }
}
