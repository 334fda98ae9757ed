/**
 * How a line of the log looks: a constant message, then its values as fields, and the run that the thread works for.
 * What every room that logs needs belongs here. No room's own messages, and no knowledge of any room.
 */
package io.collectionsync.logging;
