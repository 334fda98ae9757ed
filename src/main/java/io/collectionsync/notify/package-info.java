/**
 * Telling people that a mapping became held, failed or recovered: what the route {@code notify} asks for and reports.
 * Another way to tell, such as mail, belongs here. When somebody is to be told is decided in {@code membership} and
 * kept in {@code state}, never here.
 */
package io.collectionsync.notify;
