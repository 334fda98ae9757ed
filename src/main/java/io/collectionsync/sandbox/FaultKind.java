package io.collectionsync.sandbox;

import java.util.Set;

/** What an injected {@link Fault} does. */
public enum FaultKind {
    /** Closes the connection before anything is applied. */
    RESET_BEFORE(Place.REQUEST),
    /** Applies the request, then closes the connection without an answer. */
    RESET_AFTER(Place.REQUEST),
    /** Keeps the client waiting without applying anything, for {@link Fault#lasting}. */
    HANG_BEFORE(Place.REQUEST),
    /** Applies the request, then keeps the client waiting. */
    HANG_AFTER(Place.REQUEST),
    /** A proxy's HTML page instead of JSON, status 502 unless set; nothing is applied. */
    HTML_PAGE(Place.REQUEST),
    /** A JSON body cut in half, with a matching Content-Length; the request is applied. */
    TRUNCATED_ANSWER(Place.REQUEST),
    /** Half of the promised bytes, then the connection closes; the request is applied. */
    CUT_ANSWER(Place.REQUEST),
    /** The token of this request is no longer valid: 401 for it from now on. */
    EXPIRED_TOKEN(Place.REQUEST),
    /** An error answer, nothing applied; 503 unless set. */
    ERROR_BEFORE(Place.REQUEST, Place.PART),
    /** An error answer although the request was applied; 503 unless set. */
    ERROR_AFTER(Place.REQUEST, Place.PART),
    /** 429 without any quota being spent; Retry-After as set by {@link Fault#lasting}. */
    THROTTLED(Place.REQUEST, Place.PART),
    /** The part is applied but its answer is left out. */
    MISSING_PART(Place.PART),
    /** The part's answer appears twice. */
    DUPLICATED_PART(Place.PART),
    /** A page whose last items come again on the next page. */
    REPEATED_ITEMS(Place.LISTING),
    /** A page with an item that has no id. */
    ITEM_WITHOUT_ID(Place.LISTING),
    /** A page without items, although more follow. */
    EMPTY_PAGE(Place.LISTING),
    /** Half the items of a page, and no next link: as if it were the last one. */
    HALF_LISTING(Place.LISTING),
    /** A page without items and without next link: as if there were none. */
    EMPTY_LISTING(Place.LISTING),
    /** A page whose {@code value} is missing. */
    PAGE_WITHOUT_VALUE(Place.LISTING),
    /** 400 Directory_ExpiredPageToken for a following page. */
    EXPIRED_PAGE_TOKEN(Place.LISTING);

    enum Place {
        REQUEST,
        PART,
        LISTING
    }

    private final Set<Place> places;

    FaultKind(Place... places) {
        this.places = Set.of(places);
    }

    boolean possibleIn(Place place) {
        return places.contains(place);
    }
}
