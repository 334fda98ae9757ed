package io.collectionsync.management;

import java.util.List;

/** The changes that could not be applied, {@code io.collectionsync:type=DeadLetters}. */
@Description("Dead letters: changes that could not be applied. They wait for another attempt, or for you.")
public interface DeadLettersMXBean {

    @Description("Number of open dead letters: waiting or parked; -1 when the state database does not answer.")
    long getOpen();

    @Description(
            value = "The open dead letters that match, one line each, the oldest first; at most 1,000.",
            looksOnly = true)
    List<String> list(
            @Description("A mapping's name or its group's object id; empty for all.") String mapping,
            @Description("refused, retryable or unanswered, or the code of Graph's answer; empty for all.")
                    String reason);

    @Description("Makes the matching dead letters due, parked ones too: their mappings are planned anew at the next"
            + " dead-letters.cron, and what is still wanted is sent. Returns how many.")
    int replay(
            @Description("A mapping's name or its group's object id; empty for all.") String mapping,
            @Description("refused, retryable or unanswered, or the code of Graph's answer; empty for all.")
                    String reason);

    @Description("Closes the matching dead letters; at least one filter must be given. A change that is still wanted is"
            + " tried again by the next run. Returns how many.")
    int discard(
            @Description("A mapping's name or its group's object id; empty for any.") String mapping,
            @Description("refused, retryable or unanswered, or the code of Graph's answer; empty for any.")
                    String reason);
}
