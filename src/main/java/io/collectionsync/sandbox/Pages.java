package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Hands out pages and remembers the listings behind open page tokens. Thread-safe. */
final class Pages {

    /** Open listings that are remembered; the longest unused is forgotten, and its tokens expire. */
    private static final int OPEN_LISTINGS = 64;

    private static final int REPEATED = 5;

    private final SandboxFaults faults;
    private final SandboxClock clock;
    private final Rules rules;
    private final Supplier<String> root;
    private final AtomicLong links = new AtomicLong();
    private final Map<String, Open> open = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
            return size() > OPEN_LISTINGS;
        }
    };

    Pages(SandboxFaults faults, SandboxClock clock, Rules rules, Supplier<String> root) {
        this.faults = faults;
        this.clock = clock;
        this.rules = rules;
        this.root = root;
    }

    private record Open(Listing listing, String firstTarget, boolean eventual, long openedAt, UUID tenant) {}

    /** The first page of a listing, or the page whose token the call bears. */
    Answer page(GraphCall call, Supplier<Listing> listing) {
        String token = call.query().get("$skiptoken");
        if (token == null) {
            Listing fresh = listing.get();
            String key = UUID.randomUUID().toString().substring(0, 18);
            return render(
                    call,
                    key,
                    new Open(
                            fresh,
                            call.target(),
                            call.eventual(),
                            clock.nanos(),
                            call.tenant().id()),
                    0);
        }
        return following(call, token);
    }

    private Answer following(GraphCall call, String token) {
        String[] parts = new String(decode(token), StandardCharsets.UTF_8).split("\\|");
        Open found = parts.length == 3 ? find(parts[0]) : null;
        if (found == null
                || !found.tenant().equals(call.tenant().id())
                || clock.nanos() - found.openedAt() > faults.pageTokenLife().toNanos()
                || tokenExpiresEarly(call)) {
            throw GraphRefusal.pageTokenExpired();
        }
        rules.nextLink(call, target(found, token), found.eventual());
        return render(call, parts[0], found, Integer.parseInt(parts[1]));
    }

    private synchronized Open find(String key) {
        return open.get(key);
    }

    private synchronized void keep(String key, Open listing) {
        open.put(key, listing);
    }

    private Answer render(GraphCall call, String key, Open of, int from) {
        Optional<Fault> fault = faults.draw(
                FaultKind.Place.LISTING, call.method(), call.path(), drawn -> drawn != FaultKind.EXPIRED_PAGE_TOKEN);
        FaultKind kind = fault.map(Fault::kind).orElse(null);
        Listing listing = of.listing();
        int end = Math.min(listing.items().size(), from + listing.pageSize());
        int to =
                switch (kind == null ? FaultKind.REPEATED_ITEMS : kind) {
                    case EMPTY_PAGE, EMPTY_LISTING -> from;
                    case HALF_LISTING -> from + (end - from) / 2;
                    default -> end;
                };
        boolean isLast =
                to == listing.items().size() || kind == FaultKind.HALF_LISTING || kind == FaultKind.EMPTY_LISTING;
        ObjectNode body = Json.object().put("@odata.context", root.get() + "/v1.0/$metadata#" + listing.context());
        if (listing.count() && from == 0) {
            body.put("@odata.count", listing.items().size());
        }
        if (!isLast) {
            keep(key, of);
            int next = kind == FaultKind.REPEATED_ITEMS ? Math.max(from + 1, to - REPEATED) : to;
            body.put("@odata.nextLink", root.get() + "/v1.0" + target(of, token(key, next)));
        }
        ArrayNode value = body.putArray("value");
        listing.items()
                .subList(from, to)
                .forEach(item -> value.add(listing.render().apply(item)));
        if (kind == FaultKind.ITEM_WITHOUT_ID && value.size() > 0) {
            ((ObjectNode) value.get(value.size() / 2)).remove("id");
        }
        if (kind == FaultKind.PAGE_WITHOUT_VALUE) {
            body.remove("value");
        }
        return Answer.ok(body);
    }

    private boolean tokenExpiresEarly(GraphCall call) {
        return faults.draw(FaultKind.Place.LISTING, call.method(), call.path(), FaultKind.EXPIRED_PAGE_TOKEN::equals)
                .isPresent();
    }

    private static String target(Open listing, String token) {
        return listing.firstTarget() + (listing.firstTarget().contains("?") ? "&" : "?") + "$skiptoken=" + token;
    }

    /** No two are alike: an empty page leads to the same items by another link. */
    private String token(String key, int from) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((key + "|" + from + "|" + links.incrementAndGet()).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decode(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
