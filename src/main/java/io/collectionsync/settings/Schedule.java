package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.DEAD_LETTERS_CRON;
import static io.collectionsync.settings.SettingKey.SCHEDULE_CRON;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.quartz.CronExpression;

/**
 * When things start, as Quartz cron expressions.
 *
 * @param cron            when a run starts
 * @param deadLettersCron when due dead letters are replayed
 */
public record Schedule(String cron, String deadLettersCron) {

    static Schedule read(Values values) {
        return new Schedule(values.get(SCHEDULE_CRON, Rules::cron), values.get(DEAD_LETTERS_CRON, Rules::cron));
    }

    /** @return the time between the next two runs */
    public Duration gap(Instant now) {
        try {
            var times = new CronExpression(cron);
            var next = times.getNextValidTimeAfter(Date.from(now));
            var second = next == null ? null : times.getNextValidTimeAfter(next);
            return second == null ? Duration.ofDays(366) : Duration.between(next.toInstant(), second.toInstant());
        } catch (ParseException refusedBefore) {
            throw new IllegalStateException(refusedBefore);
        }
    }
}
