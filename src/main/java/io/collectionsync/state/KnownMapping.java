package io.collectionsync.state;

import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.ResourceObjects;
import java.time.Duration;
import java.time.Instant;

/**
 * What runs left on record of a mapping.
 *
 * @param isKnown        whether a complete run had nothing to remove, or removed what somebody had approved
 * @param foreignMembers what became of members that no collection explains when it was known last
 * @param site           the site database whose resources these are
 * @param absent         since when the mapping is out of the file; null while it is in it
 * @param resources      which resource stood for which member
 */
public record KnownMapping(
        boolean isKnown, ForeignMembers foreignMembers, String site, Instant absent, ResourceObjects resources) {

    /** Nothing is on record. */
    static final KnownMapping NONE = new KnownMapping(false, ForeignMembers.REMOVE, null, null, ResourceObjects.none());

    /**
     * Members that stayed only because the mapping kept them were never looked at.
     *
     * @param site   the site database that is read now
     * @param window so long a mapping may be out of the file
     * @return whether {@code mapping} is still known
     */
    public boolean isKnownAs(Mapping mapping, String site, Instant now, Duration window) {
        return isKnown
                && site.equals(this.site)
                && (mapping.foreignMembers() == ForeignMembers.KEEP || foreignMembers == ForeignMembers.REMOVE)
                && (absent == null || !absent.plus(window).isBefore(now));
    }

    /** @return the resources of {@code site}; those of another one stand for nobody here */
    public ResourceObjects resources(String site) {
        return site.equals(this.site) ? resources : ResourceObjects.none();
    }
}
