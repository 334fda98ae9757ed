/**
 * A stand-in for the world outside: an embedded site database, an embedded Entra tenant that behaves like Graph
 * (limits, throttling, faults, lagging reads), and the life in them. What the real site or the real Graph does, and a
 * test or a first try needs, belongs here. It knows nothing of the program, and only the start-up and the tests know
 * it: an error that both sides share would hide itself.
 */
package io.collectionsync.sandbox;
