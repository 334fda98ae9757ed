/**
 * Answers to "would it work?" and "why is this device not in that group?": {@code check} and {@code explain}. What
 * looks at the whole chain, from settings to a mapped group, and says in one line what is wrong and how to fix it
 * belongs here. Nothing here writes, and nothing here judges by rules of its own: it asks the code that a run uses.
 */
package io.collectionsync.diagnose;
