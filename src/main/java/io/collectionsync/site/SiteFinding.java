package io.collectionsync.site;

/**
 * One line of what a probe of the site database found.
 *
 * @param subject what was proved
 * @param isOk    whether it holds
 * @param line    what was found; for a fault with the fix
 */
public record SiteFinding(String subject, boolean isOk, String line) {}
