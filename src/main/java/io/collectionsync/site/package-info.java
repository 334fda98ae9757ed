/** What the site database says of collections and their members, and which of them can be members of a group. */
package io.collectionsync.site;
