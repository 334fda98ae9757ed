package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A group and its direct members: the truth, whatever a lagging replica shows. Adding and removing take constant time.
 * Thread-safe. The methods here are the world's hand: they know neither permissions nor quota.
 */
public final class SandboxGroup implements DirectoryObject {

    private final UUID id;
    private final String displayName;
    private final long createdAt;
    private final SandboxClock clock;
    private final SandboxFaults faults;
    private final Set<UUID> members = new LinkedHashSet<>();
    private final Set<UUID> owners = new LinkedHashSet<>();
    private final Deque<Change> recent = new ArrayDeque<>();
    private final Set<UUID> refused = ConcurrentHashMap.newKeySet();
    private final Set<UUID> denied = ConcurrentHashMap.newKeySet();
    private volatile GroupKind kind;
    private volatile boolean isHidden;
    private volatile Instant created = Instant.parse("2024-03-01T08:00:00Z");
    private volatile int memberQuota = Integer.MAX_VALUE;

    SandboxGroup(UUID id, String displayName, GroupKind kind, SandboxClock clock, SandboxFaults faults) {
        this(id, displayName, kind, clock, faults, clock.nanos());
    }

    SandboxGroup(
            UUID id, String displayName, GroupKind kind, SandboxClock clock, SandboxFaults faults, long createdAt) {
        this.id = id;
        this.displayName = displayName;
        this.kind = kind;
        this.clock = clock;
        this.faults = faults;
        this.createdAt = createdAt;
    }

    @Override
    public UUID id() {
        return id;
    }

    /** Object ids of the owners. */
    public synchronized Set<UUID> owners() {
        return Set.copyOf(owners);
    }

    synchronized void addOwner(UUID owner) {
        owners.add(owner);
    }

    @Override
    public String displayName() {
        return displayName;
    }

    @Override
    public String type() {
        return "group";
    }

    @Override
    public long createdAt() {
        return createdAt;
    }

    public GroupKind kind() {
        return kind;
    }

    /** Turns the group into another kind, as an administrator may between two runs. */
    public void setKind(GroupKind kind) {
        this.kind = kind;
    }

    /** Hides the membership from whoever lacks Member.Read.Hidden: the listing is empty then. */
    public void setHidden(boolean hidden) {
        isHidden = hidden;
    }

    boolean isHidden() {
        return isHidden;
    }

    /** When Graph says that the group was made; years ago unless set. */
    public void setCreated(Instant time) {
        created = time;
    }

    /** Limits the number of members; Graph answers further additions with Directory_QuotaExceeded. */
    public void setMemberQuota(int most) {
        memberQuota = most;
    }

    int memberQuota() {
        return memberQuota;
    }

    /** Has Graph answer every addition and removal of this member with 400, until {@link #refuseNobody()}. */
    public void refuse(UUID member) {
        refused.add(member);
    }

    /** Has Graph deny every addition and removal of this member with 403, until {@link #refuseNobody()}. */
    public void deny(UUID member) {
        denied.add(member);
    }

    public void refuseNobody() {
        refused.clear();
        denied.clear();
    }

    boolean denies(UUID member) {
        return denied.contains(member);
    }

    boolean refuses(UUID member) {
        return refused.contains(member);
    }

    /** Object ids of the members now, a copy. */
    public synchronized Set<UUID> members() {
        return new LinkedHashSet<>(members);
    }

    public synchronized int size() {
        return members.size();
    }

    public synchronized boolean contains(UUID member) {
        return members.contains(member);
    }

    /** Adds a member; false if it was one. */
    public synchronized boolean add(UUID member) {
        return members.add(member) && remember(member, true);
    }

    /** Removes a member; false if it was none. */
    public synchronized boolean remove(UUID member) {
        return members.remove(member) && remember(member, false);
    }

    /** Makes the membership exactly this. */
    public synchronized void setMembers(Collection<UUID> wanted) {
        Set<UUID> goal = Set.copyOf(wanted);
        members().stream().filter(member -> !goal.contains(member)).forEach(this::remove);
        wanted.forEach(this::add);
    }

    /** The membership as a replica knew it that many sandbox nanoseconds ago. */
    synchronized UUID[] membersBefore(long lag) {
        if (lag <= 0 || recent.isEmpty()) {
            return members.toArray(UUID[]::new);
        }
        Set<UUID> past = members();
        long horizon = clock.nanos() - lag;
        recent.descendingIterator().forEachRemaining(change -> change.undoIfAfter(horizon, past));
        return past.toArray(UUID[]::new);
    }

    /** Whether it was a member as a replica knew it that many sandbox nanoseconds ago. */
    synchronized boolean containedBefore(UUID member, long lag) {
        boolean contained = members.contains(member);
        long horizon = clock.nanos() - lag;
        for (var changes = recent.descendingIterator(); changes.hasNext(); ) {
            var change = changes.next();
            contained = change.member.equals(member) && change.at > horizon ? !change.added : contained;
        }
        return contained;
    }

    private boolean remember(UUID member, boolean added) {
        long longest = faults.longestLagNanos();
        long now = clock.nanos();
        while (!recent.isEmpty() && recent.peekFirst().at < now - longest) {
            recent.removeFirst();
        }
        if (longest > 0) {
            recent.addLast(new Change(now, member, added));
        }
        return true;
    }

    @Override
    public ObjectNode properties() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("id", id.toString())
                .put("deletedDateTime", (String) null)
                .put("createdDateTime", created.toString())
                .put("description", (String) null)
                .put("displayName", displayName);
        ArrayNode types = node.putArray("groupTypes");
        if (kind == GroupKind.MICROSOFT_365) {
            types.add("Unified");
        } else if (kind == GroupKind.DYNAMIC) {
            types.add("DynamicMembership");
        }
        node.put("isAssignableToRole", kind == GroupKind.ROLE_ASSIGNABLE ? Boolean.TRUE : null);
        node.put("isManagementRestricted", kind == GroupKind.RESTRICTED);
        node.put("mail", kind.mailEnabled() ? mailNickname() + "@contoso.example" : null);
        node.put("mailEnabled", kind.mailEnabled()).put("mailNickname", mailNickname());
        node.put("membershipRule", kind == GroupKind.DYNAMIC ? "(device.deviceOSType -eq \"Windows\")" : null);
        node.put("membershipRuleProcessingState", kind == GroupKind.DYNAMIC ? "On" : null);
        node.put("onPremisesSyncEnabled", kind == GroupKind.ON_PREMISES_SYNCED ? Boolean.TRUE : null);
        return node.put("securityEnabled", kind.securityEnabled())
                .put("visibility", isHidden ? "HiddenMembership" : null);
    }

    private String mailNickname() {
        String plain = displayName.replaceAll("[^A-Za-z0-9-]", "");
        return plain.length() > 64 ? plain.substring(0, 64) : plain;
    }

    private record Change(long at, UUID member, boolean added) {

        void undoIfAfter(long horizon, Set<UUID> past) {
            if (at <= horizon) {
                return;
            }
            if (added) {
                past.remove(member);
            } else {
                past.add(member);
            }
        }
    }
}
