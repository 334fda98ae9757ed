package io.collectionsync.sandbox;

import io.collectionsync.sandbox.FaultKind.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * How the Graph sandbox behaves where the real one is known to vary (fact sheet 11), and faults that are injected.
 * Everything can be changed while requests are under way. Durations are sandbox time unless said otherwise.
 */
public final class SandboxFaults {

    private final List<Fault> injected = new CopyOnWriteArrayList<>();
    private volatile boolean quotaEnforced = true;
    private volatile int writeQuota = 3_000;
    private volatile Duration writeWindow = Duration.ofSeconds(150);
    private volatile int readUnits = 8_000;
    private volatile Duration readWindow = Duration.ofSeconds(10);
    private volatile boolean patchCostByThirds;
    private volatile int throttledBatchStatus = 200;
    private volatile boolean wholeBatchThrottled;
    private volatile List<RetryAfterForm> retryAfterForms = List.of(RetryAfterForm.values());
    private volatile Duration shortestRetryAfter = Duration.ofSeconds(1);
    private volatile boolean earlyRetriesPunished = true;
    private volatile Duration earlyRetryGrace = Duration.ofMillis(100);
    private volatile boolean removedNonMemberIsBadRequest;
    private volatile boolean notFoundNamesGroup;
    private volatile Duration replicaLag = Duration.ZERO;
    private volatile Duration indexLag = Duration.ZERO;
    private volatile Duration newObjectDelay = Duration.ZERO;
    private volatile Duration newGroupDelay = Duration.ZERO;
    private volatile boolean newGroupIsNotFound;
    private volatile int parallelWritesAllowed = Integer.MAX_VALUE;
    private volatile int patchesPerBatchAllowed = 20;
    private volatile boolean answersShuffled = true;
    private volatile boolean headerCaseMixed = true;
    private volatile Duration pageTokenLife = Duration.ofHours(1);
    private volatile boolean deviceIdInAllowed;
    private volatile boolean deviceReadEnoughToAdd;
    private volatile boolean patchNeedsGroupReadWrite;
    private volatile Duration tokenLife = Duration.ofSeconds(3599);
    private volatile Duration minLatency = Duration.ZERO;
    private volatile Duration maxLatency = Duration.ZERO;

    /** Starts a fault; it goes on until its {@link Fault#times} are used up or it is cleared. Returns the fault. */
    public Fault inject(Fault fault) {
        injected.add(fault);
        return fault;
    }

    /** Ends one injected fault. */
    public void clear(Fault fault) {
        injected.remove(fault);
    }

    /** Ends all injected faults; the toggles stay. */
    public void clear() {
        injected.clear();
    }

    /** Whether writes and read units are limited. Default: on. */
    public void setQuotaEnforced(boolean on) {
        quotaEnforced = on;
    }

    /** Writes that an application may make in a tenant. Default 3,000 in 150 s (Microsoft docs), a token bucket. */
    public void setWriteQuota(int writes, Duration window) {
        writeQuota = writes;
        writeWindow = window;
    }

    /** Read units that an application may use in a tenant. Default 8,000 in 10 s, a large tenant (Microsoft docs). */
    public void setReadUnits(int units, Duration window) {
        readUnits = units;
        readWindow = window;
    }

    /** Cost of a PATCH with n members: 1 write (default), or ceil(n/3) as Canvas was told. */
    public void setPatchCostByThirds(boolean on) {
        patchCostByThirds = on;
    }

    /** Outer status of a batch with throttled parts: 200 (default) or the older 424. */
    public void setThrottledBatchStatus(int status) {
        throttledBatchStatus = status;
    }

    /** Answers a batch that meets an empty quota with one outer 429 instead of 429 in its parts. Default: off. */
    public void setWholeBatchThrottled(boolean on) {
        wholeBatchThrottled = on;
    }

    /** Forms of Retry-After, rotated with each 429. Default: all. */
    public void setRetryAfterForms(RetryAfterForm... forms) {
        retryAfterForms = List.of(forms);
    }

    /** Shortest Retry-After. Default one second, shortened by the clock's speed. */
    public void setShortestRetryAfter(Duration shortest) {
        shortestRetryAfter = shortest;
    }

    /** A request before Retry-After is over gets 429, prolongs the wait and is a violation. Default: on. */
    public void setEarlyRetriesPunished(boolean on) {
        earlyRetriesPunished = on;
    }

    /** Wall time after a 429 in which requests already on their way are not counted as early. Default 100 ms. */
    public void setEarlyRetryGrace(Duration grace) {
        earlyRetryGrace = grace;
    }

    /** Removing a non-member: 404 (default), or 400 "removed object references do not exist". */
    public void setRemovedNonMemberIsBadRequest(boolean on) {
        removedNonMemberIsBadRequest = on;
    }

    /** A 404 on a PATCH names the group's id instead of the missing member's (seen by GMM). Default: off. */
    public void setNotFoundNamesGroup(boolean on) {
        notFoundNamesGroup = on;
    }

    /** Each reading of members sees the past of a replica, 0 to this long ago. Default: zero. */
    public void setReplicaLag(Duration longest) {
        replicaLag = longest;
    }

    /** The same for reads with ConsistencyLevel: eventual. Default: zero. */
    public void setIndexLag(Duration longest) {
        indexLag = longest;
    }

    /** Time in which a new user or device answers 404 and cannot be found or added. Default: zero. */
    public void setNewObjectDelay(Duration delay) {
        newObjectDelay = delay;
    }

    /** Time in which a new group cannot be read or written. Default: zero. */
    public void setNewGroupDelay(Duration delay) {
        newGroupDelay = delay;
    }

    /** Writing to a group that is too new: 400 "The source resource object …" (default) or 404. */
    public void setNewGroupIsNotFound(boolean on) {
        newGroupIsNotFound = on;
    }

    /**
     * Requests that may write to one group at the same time; more get 409 Directory_ConcurrencyViolation. Default: any
     * number.
     */
    public void setParallelWritesAllowed(int requests) {
        parallelWritesAllowed = requests;
    }

    /** PATCH parts a batch may hold before further ones get 503 (GMM: 5). Default 20: never. */
    public void setPatchesPerBatchAllowed(int patches) {
        patchesPerBatchAllowed = patches;
    }

    /** Answers of a batch come in any order. Default: on. */
    public void setAnswersShuffled(boolean on) {
        answersShuffled = on;
    }

    /** Header names in the parts of a batch vary in case. Default: on. */
    public void setHeaderCaseMixed(boolean on) {
        headerCaseMixed = on;
    }

    /** How long a page token lasts; then 400 Directory_ExpiredPageToken. Default one hour. */
    public void setPageTokenLife(Duration life) {
        pageTokenLife = life;
    }

    /** {@code deviceId in (…)} with at most 15 values: refused (default, it is undocumented) or allowed. */
    public void setDeviceIdInAllowed(boolean on) {
        deviceIdInAllowed = on;
    }

    /** Adding a device needs Device.ReadWrite.All (default, Microsoft docs), or Device.Read.All is enough. */
    public void setDeviceReadEnoughToAdd(boolean on) {
        deviceReadEnoughToAdd = on;
    }

    /** PATCH with members: GroupMember.ReadWrite.All is enough (default), or 403 without Group.ReadWrite.All. */
    public void setPatchNeedsGroupReadWrite(boolean on) {
        patchNeedsGroupReadWrite = on;
    }

    /** Life of new access tokens in wall time. Default 3,599 s; msal4j does not cache those under about 5 minutes. */
    public void setTokenLife(Duration life) {
        tokenLife = life;
    }

    /** Wall time that each answer takes: half before the request is applied, half after. Default: none. */
    public void setLatency(Duration min, Duration max) {
        minLatency = min;
        maxLatency = max;
    }

    Optional<Fault> draw(Place place, String method, String path) {
        return draw(place, method, path, kind -> true);
    }

    Optional<Fault> draw(Place place, String method, String path, byte[] body) {
        return injected.stream()
                .filter(fault -> fault.looksFor(body))
                .filter(fault -> fault.strikes(place, method, path))
                .findFirst();
    }

    Optional<Fault> draw(Place place, String method, String path, Predicate<FaultKind> kinds) {
        return injected.isEmpty()
                ? Optional.empty()
                : injected.stream()
                        .filter(fault -> kinds.test(fault.kind()))
                        .filter(fault -> fault.strikes(place, method, path))
                        .findFirst();
    }

    boolean quotaEnforced() {
        return quotaEnforced;
    }

    int writeQuota() {
        return writeQuota;
    }

    Duration writeWindow() {
        return writeWindow;
    }

    int readUnits() {
        return readUnits;
    }

    Duration readWindow() {
        return readWindow;
    }

    int costOfPatch(int references) {
        return patchCostByThirds ? Math.max(1, (references + 2) / 3) : 1;
    }

    int throttledBatchStatus() {
        return throttledBatchStatus;
    }

    boolean wholeBatchThrottled() {
        return wholeBatchThrottled;
    }

    List<RetryAfterForm> retryAfterForms() {
        return retryAfterForms;
    }

    Duration shortestRetryAfter() {
        return shortestRetryAfter;
    }

    boolean earlyRetriesPunished() {
        return earlyRetriesPunished;
    }

    Duration earlyRetryGrace() {
        return earlyRetryGrace;
    }

    boolean removedNonMemberIsBadRequest() {
        return removedNonMemberIsBadRequest;
    }

    boolean notFoundNamesGroup() {
        return notFoundNamesGroup;
    }

    Duration lag(boolean eventual) {
        return eventual && indexLag.compareTo(replicaLag) > 0 ? indexLag : replicaLag;
    }

    long longestLagNanos() {
        return lag(true).toNanos();
    }

    Duration newObjectDelay() {
        return newObjectDelay;
    }

    Duration newGroupDelay() {
        return newGroupDelay;
    }

    boolean newGroupIsNotFound() {
        return newGroupIsNotFound;
    }

    int parallelWritesAllowed() {
        return parallelWritesAllowed;
    }

    int patchesPerBatchAllowed() {
        return patchesPerBatchAllowed;
    }

    boolean answersShuffled() {
        return answersShuffled;
    }

    boolean headerCaseMixed() {
        return headerCaseMixed;
    }

    Duration pageTokenLife() {
        return pageTokenLife;
    }

    boolean deviceIdInAllowed() {
        return deviceIdInAllowed;
    }

    boolean deviceReadEnoughToAdd() {
        return deviceReadEnoughToAdd;
    }

    boolean patchNeedsGroupReadWrite() {
        return patchNeedsGroupReadWrite;
    }

    Duration tokenLife() {
        return tokenLife;
    }

    Duration minLatency() {
        return minLatency;
    }

    Duration maxLatency() {
        return maxLatency;
    }
}
