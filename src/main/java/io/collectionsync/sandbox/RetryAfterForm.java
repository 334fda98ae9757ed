package io.collectionsync.sandbox;

/** The forms of a Retry-After header that clients of Graph have met (fact sheet 7). */
public enum RetryAfterForm {
    /** {@code 3} */
    INTEGER,
    /** {@code 2.128} */
    DECIMAL,
    /** {@code Mon, 23 Nov 2026 00:41:01 GMT} */
    HTTP_DATE,
    /** {@code 31,120}: the first is when Graph will take requests again. */
    COMMA_LIST,
    /** No header at all: the client backs off by itself. */
    NONE
}
