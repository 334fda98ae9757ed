/**
 * The Configuration Manager site database: rows to resources, the rules for who counts as a member, the ways to log
 * in, and what each database error means. Everything that knows a view, a column or a JDBC driver of the site belongs
 * here; the statements themselves are files in {@code routes/sql}. It only reads, and it knows nothing of Entra, of
 * the program's own database, or of Camel.
 */
package io.collectionsync.site;
