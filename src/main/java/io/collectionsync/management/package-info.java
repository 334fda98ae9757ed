/**
 * What an administrator sees and does over JMX, in the domain {@code io.collectionsync}: start with
 * {@link io.collectionsync.management.Management}, then the three interfaces that end in {@code MXBean}. Nothing here
 * holds a secret, and every exception that leaves is one of the JDK, so that any JMX client can show it.
 */
package io.collectionsync.management;
