/**
 * Edits of the routes while the program runs: a saved folder is judged as a whole, rehearsed in a Camel context of its
 * own, and put into the running one between two runs. The rules that an edit must keep, beyond those of Camel, belong
 * here. It knows Camel and nothing else of this program.
 */
package io.collectionsync.reload;
