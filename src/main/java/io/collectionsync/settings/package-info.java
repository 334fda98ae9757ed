/**
 * The settings: {@code config/application.properties} and {@code config/mappings.yaml} as typed records, or every fault
 * of both files at once. A leaf: imports the JDK, the YAML parser, Quartz's cron check and the values of
 * {@code membership}. Read {@link io.collectionsync.settings.Configuration}, then
 * {@link io.collectionsync.settings.SettingKey}, the table of all keys.
 */
package io.collectionsync.settings;
