/**
 * What a monitor sees of the running program and what an operator does there: MBeans, health, metrics. New figures and
 * operations belong here, each with its description for the operator. It asks other rooms and decides nothing; no
 * secret is shown, and every exception that leaves is one of the JDK, so that any JMX client can show it. Start with
 * {@link io.collectionsync.management.Management}.
 */
package io.collectionsync.management;
