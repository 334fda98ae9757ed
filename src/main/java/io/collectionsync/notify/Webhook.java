package io.collectionsync.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.collectionsync.graph.NetworkFault;
import io.collectionsync.settings.WebhookSettings;
import io.collectionsync.state.Notice;
import io.collectionsync.state.Notices;
import io.collectionsync.state.db.StateUnavailable;
import java.util.List;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What the route {@code notify} asks: which notices are due, how they read, and what became of them. */
public final class Webhook implements HttpRequestInterceptor {

    /** Marks the requests that the secret belongs to; it never leaves the process. */
    private static final String MARK = "X-Collection-Sync-Webhook";

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WebhookSettings webhook;
    private final Notices notices;

    /** @param webhook null: nobody is told */
    public Webhook(WebhookSettings webhook, Notices notices) {
        this.webhook = webhook;
        this.notices = notices;
    }

    /** @return what is to be sent now; nothing while the state database does not answer */
    public List<Notice> due() {
        try {
            return webhook == null ? List.of() : notices.due();
        } catch (StateUnavailable later) {
            LOG.debug("webhook waits for the state database: {}", later.getMessage());
            return List.of();
        }
    }

    public String url() {
        return webhook.url().toString();
    }

    /** @return one JSON object; {@code text} is what chat tools show */
    public String json(Notice notice) throws JsonProcessingException {
        var json = JSON.createObjectNode()
                .put("text", notice.text())
                .put("event", notice.kind().word());
        if (notice.isOfTenant()) {
            json.put("tenant", notice.subject().tenant());
        } else {
            json.put("mapping", notice.name())
                    .put("group", notice.subject().id().toString())
                    .put("tenant", notice.subject().tenant())
                    .put("status", notice.status().word())
                    .put("run", notice.run());
        }
        return JSON.writeValueAsString(json.put("detail", notice.detail())
                .put("time", notice.occurred().toString()));
    }

    /** @param status of the webhook's answer; any but 2xx is a failure, a redirection too */
    public void answered(Notice notice, int status) {
        if (status / 100 == 2) {
            notices.sent(notice);
            about(LOG.atInfo(), notice).log("webhook sent");
        } else {
            warn(notice, "it answered " + status);
        }
    }

    /** The URL may hold a secret: the log names the host alone. */
    public void failed(Notice notice, Exception failure) {
        warn(notice, NetworkFault.line(failure).replace(url(), webhook.host()));
    }

    private void warn(Notice notice, String why) {
        about(LOG.atWarn(), notice)
                .addKeyValue("host", webhook.host())
                .addKeyValue("error", why)
                .log("webhook not sent, it is tried again later");
    }

    private static LoggingEventBuilder about(LoggingEventBuilder line, Notice notice) {
        return line.addKeyValue(notice.isOfTenant() ? "tenant" : "mapping", notice.name())
                .addKeyValue("event", notice.kind().word())
                .addKeyValue("attempt", notice.attempts() + 1);
    }

    @Override
    public void process(HttpRequest request, EntityDetails entity, HttpContext context) {
        if (request.containsHeader(MARK)) {
            request.removeHeaders(MARK);
            if (webhook.secret() != null) {
                request.setHeader("Authorization", "Bearer " + webhook.secret());
            }
        }
    }
}
