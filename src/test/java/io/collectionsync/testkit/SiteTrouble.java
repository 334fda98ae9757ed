package io.collectionsync.testkit;

import io.collectionsync.sandbox.Sandbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * What befalls a reader in the middle of a statement: a step within the view of the members, in the thread of the
 * database itself.
 */
public final class SiteTrouble {

    /** A statement holds its table. */
    public static final CountDownLatch HELD = new CountDownLatch(1);
    /** It may go on. */
    public static final CountDownLatch RELEASED = new CountDownLatch(1);

    private static final Map<String, Step> STEPS = new ConcurrentHashMap<>();

    /** What happens as soon as the first row of a collection is looked at. */
    @FunctionalInterface
    public interface Step {
        void go(Connection reader) throws SQLException;
    }

    private SiteTrouble() {}

    /** Puts the step into the view. */
    public static void install(Sandbox sandbox) {
        var site = sandbox.site();
        site.execute("CREATE ALIAS dbo.trouble FOR '" + SiteTrouble.class.getName() + ".meet'");
        site.execute("CREATE ALIAS dbo.hold FOR '" + SiteTrouble.class.getName() + ".hold'");
        site.execute("ALTER VIEW dbo.v_FullCollectionMembership RENAME TO sandbox_membership");
        site.execute("CREATE VIEW dbo.v_FullCollectionMembership AS SELECT * FROM dbo.sandbox_membership"
                + " WHERE dbo.trouble(CollectionID)");
        site.execute("GRANT SELECT ON dbo.v_FullCollectionMembership TO collection_sync");
    }

    public static void of(String collection, Step step) {
        STEPS.put(collection, step);
    }

    public static void none() {
        STEPS.clear();
    }

    /** Called by the database: always true, unless the step has it otherwise. */
    public static boolean meet(Connection reader, String collection) throws SQLException {
        var step = STEPS.get(collection);
        if (step != null) {
            step.go(reader);
        }
        return true;
    }

    /** Called by the database in the middle of a statement that holds its table. */
    public static int hold() {
        HELD.countDown();
        await(RELEASED);
        return 0;
    }

    public static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
