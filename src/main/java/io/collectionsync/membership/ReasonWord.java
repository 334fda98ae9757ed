package io.collectionsync.membership;

/**
 * A constant word that outputs, filters and the manual use, with what it means and what to do about it. Each is told
 * here and nowhere else.
 */
public interface ReasonWord extends Worded {

    /** @return one sentence without a full stop, to stand behind the word and a colon */
    String meaning();

    /** @return what an administrator does about it, or why there is nothing to do; without a full stop */
    String fix();

    /** @return the word and what it means */
    default String text() {
        return word() + ": " + meaning();
    }
}
