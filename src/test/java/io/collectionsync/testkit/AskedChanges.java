package io.collectionsync.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.collectionsync.membership.Change;
import io.collectionsync.sandbox.SandboxRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each process asked the sandbox's Graph to change, refused or not. */
public final class AskedChanges {

    /** A change of one group. */
    public record Asked(UUID group, Change change) {}

    private static final Pattern GROUP = Pattern.compile("/groups/([^/]+)(?:/members/(?:([^/]+)/)?\\$ref)?");

    private final List<Set<Asked>> byProcess = new ArrayList<>();
    private volatile Set<Asked> now;

    /** From now on another process asks. @return what it has asked for so far, filled as it goes */
    public Set<Asked> next() {
        now = ConcurrentHashMap.newKeySet();
        byProcess.add(now);
        return now;
    }

    /** In the order in which the processes came. */
    public List<Set<Asked>> byProcess() {
        return byProcess;
    }

    public void read(SandboxRequest request) {
        Matcher path = GROUP.matcher(request.path());
        if (request.method().equals("GET") || !path.matches()) {
            return;
        }
        var group = UUID.fromString(path.group(1));
        switch (request.method()) {
            case "PATCH" -> request.body().path("members@odata.bind").forEach(member -> added(group, member));
            case "POST" -> added(group, request.body().path("@odata.id"));
            default -> now.add(new Asked(group, Change.removal(UUID.fromString(path.group(2)))));
        }
    }

    private void added(UUID group, JsonNode reference) {
        String text = reference.asText();
        now.add(new Asked(group, Change.addition(UUID.fromString(text.substring(text.lastIndexOf('/') + 1)))));
    }
}
