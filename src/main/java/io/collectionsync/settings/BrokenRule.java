package io.collectionsync.settings;

/** A value breaks a rule; the message is the rule. Carries no value and no stack trace. */
final class BrokenRule extends Exception {

    BrokenRule(String rule) {
        super(rule, null, false, false);
    }
}
