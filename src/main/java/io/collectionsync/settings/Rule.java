package io.collectionsync.settings;

/** Turns the text of a value into what it means. */
@FunctionalInterface
interface Rule<T> {

    T read(String text) throws BrokenRule;
}
