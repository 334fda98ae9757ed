/**
 * The commands: what an administrator types, the tables, bars, CSV and JSON that she reads, and the exit codes. A
 * command reads its options, calls an engine or a store, and prints what came back; a new command, option or column
 * belongs here. No rule about membership, no SQL and no HTTP: what a command decides, the service would not know.
 */
package io.collectionsync.cli;
