/**
 * Live edits of the routes: a saved folder is judged as a whole, rehearsed in a context of its own, and only then
 * swapped into the running one between two runs. Knows Camel and nothing else of this program.
 */
package io.collectionsync.reload;
