package io.collectionsync.settings;

/**
 * When things start, as Quartz cron expressions.
 *
 * @param cron            when a run starts
 * @param deadLettersCron when due dead letters are replayed
 */
public record Schedule(String cron, String deadLettersCron) {
}
