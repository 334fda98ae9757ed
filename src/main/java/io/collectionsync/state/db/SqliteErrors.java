package io.collectionsync.state.db;

import java.sql.SQLException;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's result codes (https://www.sqlite.org/rescode.html): its driver gives no SQL state. */
final class SqliteErrors implements SQLExceptionTranslator {

    /** The low byte of an extended result code is its kind. */
    private static final int KIND = 0xff;

    @Override
    public DataAccessException translate(String task, String sql, SQLException failed) {
        if (!(failed instanceof SQLiteException refused)) {
            return new UncategorizedSQLException(task, sql, failed);
        }
        var code = refused.getResultCode();
        return switch (kind(code)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> new CannotAcquireLockException(task, failed);
            case SQLITE_CONSTRAINT -> isDuplicate(code)
                    ? new DuplicateKeyException(task, failed)
                    : new DataIntegrityViolationException(task, failed);
            case SQLITE_IOERR,
                    SQLITE_FULL,
                    SQLITE_CANTOPEN,
                    SQLITE_READONLY,
                    SQLITE_CORRUPT,
                    SQLITE_NOTADB,
                    SQLITE_PERM -> new NonTransientDataAccessResourceException(task, failed);
            default -> new UncategorizedSQLException(task, sql, failed);
        };
    }

    /** @return what happened and what to do, for the administrator; what SQLite said where it says that itself */
    static String reason(SQLiteException failed) {
        return switch (kind(failed.getResultCode())) {
            case SQLITE_BUSY, SQLITE_LOCKED -> said("others kept it locked for too long; try again", failed);
            case SQLITE_FULL -> said("the disk is full; make room", failed);
            case SQLITE_IOERR -> said("the disk or the file system failed", failed);
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM -> said(
                    "this user must be able to read and write the file and its folder", failed);
            case SQLITE_CORRUPT, SQLITE_NOTADB -> said(
                    "the file is damaged; docs/backup-and-restore.md says how to put a backup in its place", failed);
            default -> failed.getMessage();
        };
    }

    private static String said(String words, SQLiteException failed) {
        return words + " (" + failed.getResultCode().name() + ")";
    }

    static SQLiteErrorCode kind(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & KIND);
    }

    private static boolean isDuplicate(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_ROWID -> true;
            default -> false;
        };
    }
}
