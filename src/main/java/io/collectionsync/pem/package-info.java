/**
 * The one reader of certificates and private keys in files: the application's certificate, the authorities for Entra
 * and Graph, those of the site's SQL Server. It stands below graph and site, which may not import one another, and
 * knows the JDK and Bouncy Castle alone: no setting, no Camel, no room of ours may enter. Who reads a file names the
 * setting and the rule; this room says what is wrong with the file.
 */
package io.collectionsync.pem;
