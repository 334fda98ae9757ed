/**
 * The settings: {@code config/application.properties} and {@code config/mappings.yaml} as typed records, or every
 * fault of both files at once. A key, its default, its rule and the message for a bad value belong here; so does
 * watching the mappings file. No room's behaviour: this one imports the JDK, the YAML parser, Quartz's cron check and
 * the values of {@code membership}. Read {@link io.collectionsync.settings.Configuration}, then
 * {@link io.collectionsync.settings.SettingKey}, the table of all keys.
 */
package io.collectionsync.settings;
