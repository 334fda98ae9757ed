/**
 * The way to the program's own database: connections, transactions and their repetition, the differences between
 * SQLite, PostgreSQL and SQL Server, and the migrations. Each difference between databases belongs here, by name, so
 * that every statement above stands once. No table is known here.
 */
package io.collectionsync.state.db;
