package io.collectionsync.state.db;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryState;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that are run again where that is safe: what failed before its commit left nothing behind. */
final class Transactions {

    /** Long enough for a server that starts anew, short enough for somebody who waits at a terminal. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    private static final int MOST_REPETITIONS = 40;

    private final ConnectionPool pool;
    private final Kind reading;
    private final Kind writing;
    private final RetryTemplate retry;

    /** @param patience how long a transaction may take with all its repetitions */
    Transactions(ConnectionPool pool, Dialect dialect, Duration patience) {
        this.pool = pool;
        reading = new Kind(dialect.reading(pool.readers()), jdbc(dialect, pool.readers()));
        writing = new Kind(dialect.writing(pool.writers()), jdbc(dialect, pool.writers()));
        retry = new RetryTemplate(RetryPolicy.builder()
                .timeout(patience)
                .maxRetries(MOST_REPETITIONS)
                .delay(FIRST_PAUSE)
                .multiplier(2)
                .maxDelay(LONGEST_PAUSE)
                .jitter(FIRST_PAUSE.dividedBy(2))
                .predicate(this::isTransient)
                .build());
        retry.setRetryListener(new Evictor());
    }

    /** How transactions of one kind are begun, and what their statements are sent by. */
    private record Kind(TransactionTemplate template, JdbcOperations jdbc) {}

    private static JdbcOperations jdbc(Dialect dialect, DataSource source) {
        var jdbc = new JdbcTemplate(source);
        jdbc.setExceptionTranslator(dialect.errors());
        return jdbc;
    }

    /** @throws RuntimeException the failure of the last attempt */
    <T> T read(Function<JdbcOperations, T> work) {
        return retry.invoke(() -> attempt(reading, work));
    }

    /** @throws RuntimeException the failure of the last attempt */
    <T> T write(Function<JdbcOperations, T> work) {
        return retry.invoke(() -> attempt(writing, work));
    }

    private static <T> T attempt(Kind kind, Function<JdbcOperations, T> work) {
        var attempt = new Attempt<>(work);
        try {
            return kind.template().execute(status -> attempt.run(kind.jdbc()));
        } catch (DataAccessException | TransactionException failed) {
            throw attempt.failure(failed);
        }
    }

    /** One attempt; keeps the failure that the roll-back of a lost connection would hide. */
    private static final class Attempt<T> {

        private final Function<JdbcOperations, T> work;
        private boolean committing;
        private RuntimeException failure;

        Attempt(Function<JdbcOperations, T> work) {
            this.work = work;
        }

        T run(JdbcOperations jdbc) {
            try {
                T result = work.apply(jdbc);
                committing = true;
                return result;
            } catch (RuntimeException failed) {
                failure = failed;
                throw failed;
            }
        }

        RuntimeException failure(RuntimeException last) {
            if (failure != null) {
                return failure;
            }
            return committing ? new UnknownCommit(last) : last;
        }
    }

    private boolean isTransient(Throwable failed) {
        return !pool.isClosed()
                && (isLostConnection(failed)
                        || failed instanceof TransientDataAccessException
                        || failed instanceof DuplicateKeyException);
    }

    /** A pool that waited its time for a connection is not asked again. */
    private static boolean isLostConnection(Throwable failed) {
        return failed instanceof DataAccessResourceFailureException
                || failed instanceof RecoverableDataAccessException
                || failed instanceof CannotCreateTransactionException
                        && !(failed.getCause() instanceof SQLTransientConnectionException);
    }

    /** Where one connection is lost, the others are looked at before they are used again. */
    private final class Evictor implements RetryListener {

        @Override
        public void beforeRetry(RetryPolicy policy, Retryable<?> work, RetryState state) {
            var failed = state.getLastException();
            LOG.debug("state - transaction repeated: {}", StateUnavailable.reason(failed));
            if (isLostConnection(failed)) {
                pool.evict();
            }
        }
    }
}
