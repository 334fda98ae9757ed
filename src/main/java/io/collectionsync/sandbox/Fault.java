package io.collectionsync.sandbox;

import io.collectionsync.sandbox.FaultKind.Place;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * One injected fault: what happens, to which requests, how often. Made with {@link #of}, narrowed by the other methods
 * before it is given to {@link SandboxFaults#inject}. Meets every request for ever unless narrowed.
 */
public final class Fault {

    private final FaultKind kind;
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger skip = new AtomicInteger();
    private final AtomicInteger met = new AtomicInteger();
    private Place place;
    private String method = "*";
    private Pattern path = Pattern.compile(".*");
    private String part;
    private double chance = 1;
    private Random random = new Random(0);
    private int status = 503;
    private String code = "UnknownError";
    private String message = "";
    private Duration duration = Duration.ofSeconds(1);

    private Fault(FaultKind kind) {
        this.kind = kind;
        this.place = Place.values()[0];
        for (Place possible : Place.values()) {
            if (kind.possibleIn(possible)) {
                this.place = possible;
                break;
            }
        }
        this.status = kind == FaultKind.HTML_PAGE ? 502 : 503;
    }

    public static Fault of(FaultKind kind) {
        return new Fault(kind);
    }

    /**
     * Only requests with this method ({@code *} for any) whose path matches the expression. Graph's paths are below the
     * version root, such as {@code /$batch}; the token endpoint's are whole, such as
     * {@code /[^/]+/oauth2/v2.0/token}.
     */
    public Fault on(String onlyMethod, String pathExpression) {
        method = onlyMethod;
        path = Pattern.compile(pathExpression);
        return this;
    }

    /** Only batches with a part of this method: PATCH for those that add members, DELETE for those that remove some. */
    public Fault withPart(String partMethod) {
        part = partMethod;
        return this;
    }

    /** Meets the parts of batches instead of whole requests. */
    public Fault inParts() {
        if (!kind.possibleIn(Place.PART)) {
            throw new IllegalArgumentException(kind + " cannot happen to a part of a batch");
        }
        place = Place.PART;
        return this;
    }

    /** Only the next {@code count} that match. */
    public Fault times(int count) {
        left.set(count);
        return this;
    }

    /** Lets the first {@code count} that match pass. */
    public Fault after(int count) {
        skip.set(count);
        return this;
    }

    /** Meets each match with this probability, always the same ones for the same seed and order of requests. */
    public Fault chance(double probability, long seed) {
        chance = probability;
        random = new Random(seed);
        return this;
    }

    /** The error's HTTP status. */
    public Fault status(int httpStatus) {
        status = httpStatus;
        return this;
    }

    /** The error's code and message in Graph's error body. */
    public Fault saying(String errorCode, String errorMessage) {
        code = errorCode;
        message = errorMessage;
        return this;
    }

    /** How long a hang or the Retry-After of THROTTLED lasts, in wall time; one second unless set. */
    public Fault lasting(Duration time) {
        duration = time;
        return this;
    }

    /** How often this fault has struck. */
    public int met() {
        return met.get();
    }

    FaultKind kind() {
        return kind;
    }

    int status() {
        return status;
    }

    Duration duration() {
        return duration;
    }

    GraphRefusal refusal() {
        return new GraphRefusal(status, code, message);
    }

    /** Whether a request with this body is one that this fault looks for. */
    boolean looksFor(byte[] body) {
        return part == null || Batch.methods(body).anyMatch(part::equalsIgnoreCase);
    }

    synchronized boolean strikes(Place where, String requestMethod, String requestPath) {
        if (where != place
                || left.get() == 0
                || !method.equals("*") && !method.equalsIgnoreCase(requestMethod)
                || !path.matcher(requestPath).matches()
                || skip.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                || chance < 1 && random.nextDouble() >= chance) {
            return false;
        }
        left.decrementAndGet();
        met.incrementAndGet();
        return true;
    }
}
