package io.collectionsync.management;

import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetter;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.state.deadletter.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for the dead letters. */
final class ManagedDeadLetters implements DeadLettersMXBean {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedDeadLetters.class);
    private static final int MOST_LINES = 1000;

    private final DeadLetters deadLetters;
    private final StateCache state;

    ManagedDeadLetters(DeadLetters deadLetters, StateCache state) {
        this.deadLetters = deadLetters;
        this.state = state;
    }

    @Override
    public long getOpen() {
        return state.get().openDeadLetters();
    }

    @Override
    public List<String> list(String mapping, String reason) {
        var letters = ask(filter(mapping, reason), deadLetters::list);
        var lines = new ArrayList<>(
                letters.stream().limit(MOST_LINES).map(ManagedDeadLetters::line).toList());
        if (letters.size() > MOST_LINES) {
            lines.add("and " + (letters.size() - MOST_LINES) + " more: narrow the filter, or use the command"
                    + " dead-letters list");
        }
        return lines;
    }

    private static String line(DeadLetter letter) {
        return ("mapping=\"%s\" change=%s member=%s state=%s reason=%s code=%s message=\"%s\" attempts=%d"
                        + " next-attempt=%s")
                .formatted(
                        letter.mapping(),
                        letter.change().kind().word(),
                        letter.change().object(),
                        letter.state().word(),
                        letter.reason().word(),
                        letter.outcome().code(),
                        letter.outcome().message(),
                        letter.attempts().count(),
                        letter.attempts().next() == null
                                ? "none"
                                : letter.attempts().next());
    }

    @Override
    public int replay(String mapping, String reason) {
        return change("replay", filter(mapping, reason), deadLetters::replay);
    }

    @Override
    public int discard(String mapping, String reason) {
        var filter = filter(mapping, reason);
        if (filter.equals(DeadLetterFilter.ALL)) {
            throw new IllegalArgumentException(
                    "Discarding every dead letter at once is refused: name a mapping or a" + " reason");
        }
        return change("discard", filter, deadLetters::discard);
    }

    private int change(String operation, DeadLetterFilter filter, Function<DeadLetterFilter, Integer> action) {
        int letters = ask(filter, action);
        state.forget();
        LOG.atInfo()
                .addKeyValue("operation", operation)
                .addKeyValue("letters", letters)
                .addKeyValue("mapping", filter.mapping())
                .addKeyValue("reason", filter.reason())
                .addKeyValue("by", Caller.name())
                .log("dead letters changed over JMX");
        return letters;
    }

    private static <T> T ask(DeadLetterFilter filter, Function<DeadLetterFilter, T> action) {
        try {
            return action.apply(filter);
        } catch (StateUnavailable unavailable) {
            throw new IllegalStateException(unavailable.getMessage());
        }
    }

    private static DeadLetterFilter filter(String mapping, String reason) {
        return new DeadLetterFilter(given(mapping), given(reason));
    }

    private static String given(String word) {
        return word == null || word.isBlank() ? null : word.strip();
    }
}
