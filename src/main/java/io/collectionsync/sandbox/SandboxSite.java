package io.collectionsync.sandbox;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.h2.tools.Server;

/**
 * A Configuration Manager site database {@code CM_PS1} in memory, reachable by JDBC over TCP on the loopback address.
 * Readers get a login of their own with SELECT on the reporting views and nothing else, as a site's DBA would grant.
 * The methods that change the world are for tests and for {@link SandboxLife}. Thread-safe.
 */
public final class SandboxSite implements AutoCloseable {

    private static final String MODE = ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";
    /** Rows come as they are found, as from SQL Server: H2 would put the whole result together first. */
    private static final String STREAMED = ";LAZY_QUERY_EXECUTION=1";

    private static final String READER = "collection_sync";

    static {
        System.setProperty("h2.bindAddress", "127.0.0.1");
    }

    private final SiteSchema schema = new SiteSchema();
    private final SandboxWorld world;
    private final UUID contoso;
    private final UUID fabrikam;
    private final String readerPassword = randomPassword();
    private final SiteDatabase database;
    private final Server server;
    private int devices;

    SandboxSite(SandboxWorld world, UUID contoso, UUID fabrikam) {
        this.world = world;
        this.contoso = contoso;
        this.fabrikam = fabrikam;
        String name = "mem:" + UUID.randomUUID() + "/CM_PS1";
        try {
            database = new SiteDatabase(
                    "jdbc:h2:" + name + MODE + ";IGNORECASE=TRUE;DB_CLOSE_DELAY=-1", "sandbox_owner", randomPassword());
            createObjects();
            server = Server.createTcpServer("-tcpPort", "0", "-key", "CM_PS1", name, "-tcpDaemon")
                    .start();
        } catch (SQLException e) {
            throw new IllegalStateException("The sandbox's site database did not start: " + e.getMessage(), e);
        }
    }

    /** JDBC URL for readers in this or another process. */
    public String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/CM_PS1" + MODE + ";SCHEMA=dbo" + STREAMED;
    }

    public String username() {
        return READER;
    }

    /** The readers' password, random at each start. */
    public String password() {
        return readerPassword;
    }

    /** Number of devices that the site holds. */
    public synchronized int devices() {
        return devices;
    }

    /** Puts further devices of the world into the site, outside all collections; returns the new number of devices. */
    public synchronized int addDevices(int count) {
        database.load(
                "INSERT INTO dbo.sandbox_device VALUES(?, ?, ?, ?, ?, NULL)",
                IntStream.rangeClosed(devices + 1, devices + count)
                        .mapToObj(world::device)
                        .map(this::row)
                        .iterator());
        devices += count;
        return devices;
    }

    /** Makes an empty device collection in status ready. */
    public void createCollection(String id, String name) {
        createCollection(id, name, 2);
    }

    synchronized void createCollection(String id, String name, int type) {
        database.update(
                "INSERT INTO dbo.sandbox_collection"
                        + " VALUES(?, ?, ?, 0, NULL, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)",
                id,
                name,
                type);
    }

    /** Puts resources into a collection; those in it already stay. Returns how many were new. */
    public synchronized int addMembers(String collection, List<Integer> resourceIds) {
        Set<Integer> fresh = new LinkedHashSet<>(resourceIds);
        members(collection).forEach(fresh::remove);
        insertMembers(collection, fresh.stream());
        return fresh.size();
    }

    /** Puts the device into the collection; false if it was in it. */
    public boolean addMember(String collection, int resourceId) {
        return addMembers(collection, List.of(resourceId)) == 1;
    }

    /** Takes the device out of the collection; false if it was not in it. */
    public synchronized boolean removeMember(String collection, int resourceId) {
        int removed = database.update(
                "DELETE FROM dbo.sandbox_member WHERE CollectionID = ? AND ResourceID = ?", collection, resourceId);
        countMembers(collection);
        return removed == 1;
    }

    /** Takes every member out of the collection, as a broken query rule does. */
    public synchronized void emptyCollection(String collection) {
        database.update("DELETE FROM dbo.sandbox_member WHERE CollectionID = ?", collection);
        countMembers(collection);
    }

    /** ResourceIDs of a collection's members, ascending. */
    public synchronized List<Integer> members(String collection) {
        List<Integer> ids = new ArrayList<>();
        database.query(
                "SELECT ResourceID FROM dbo.sandbox_member WHERE CollectionID = ? ORDER BY ResourceID",
                row -> ids.add(row.getInt(1)),
                collection);
        return ids;
    }

    /** Ids of all device and user collections. */
    public synchronized List<String> collections() {
        List<String> ids = new ArrayList<>();
        database.query(
                "SELECT CollectionID FROM dbo.sandbox_collection ORDER BY CollectionID",
                row -> ids.add(row.getString(1)));
        return ids;
    }

    /** Deletes a collection with its membership, as an administrator does in the console. */
    public synchronized void deleteCollection(String collection) {
        database.update("DELETE FROM dbo.sandbox_member WHERE CollectionID = ?", collection);
        database.update("DELETE FROM dbo.sandbox_collection WHERE CollectionID = ?", collection);
    }

    /** Sets CurrentStatus: 1 ready, 5 awaiting refresh, others mean that membership is not to be trusted. */
    public synchronized void setStatus(String collection, int status) {
        database.update(
                "UPDATE dbo.sandbox_collection SET CurrentStatus = ? WHERE CollectionID = ?", status, collection);
    }

    /** Makes MemberCount say {@code count} whatever the membership; null makes it true again. */
    public synchronized void setMemberCount(String collection, Integer count) {
        database.update(
                "UPDATE dbo.sandbox_collection SET CountOverride = ? WHERE CollectionID = ?", count, collection);
    }

    /** Sets a device's AADDeviceID to any text: null, empty, malformed. */
    public synchronized void setDeviceId(int resourceId, String text) {
        database.update("UPDATE dbo.sandbox_device SET AADDeviceID = ? WHERE ResourceID = ?", text, resourceId);
    }

    /** Sets the device id that ClientKeyData holds for a device, so that it differs from v_R_System; null ends that. */
    public synchronized void setKeyDeviceId(int resourceId, String text) {
        database.update("UPDATE dbo.sandbox_device SET KeyDeviceID = ? WHERE ResourceID = ?", text, resourceId);
    }

    /** Sets a device's AADTenantID to any text. */
    public synchronized void setTenantId(int resourceId, String text) {
        database.update("UPDATE dbo.sandbox_device SET AADTenantID = ? WHERE ResourceID = ?", text, resourceId);
    }

    /** Deletes a device's record in the site and leaves its membership behind: a member without a system record. */
    public synchronized void deleteDeviceRecord(int resourceId) {
        database.update("DELETE FROM dbo.sandbox_device WHERE ResourceID = ?", resourceId);
    }

    /** Records that the product's own Cloud Sync feeds a group from a collection. @param group as the column has it */
    public synchronized void addCloudSyncMapping(String collection, String group) {
        database.update("INSERT INTO dbo.CollectionAADGroupMapping VALUES(?, ?, 16777217)", collection, group);
    }

    /** Removes a view, as on a site of another version. */
    public synchronized void dropView(String view) {
        schema.drop(view);
        execute("DROP VIEW dbo." + view);
    }

    /** Removes a column from a view, as on a site of another version. */
    public synchronized void dropColumn(String view, String column) {
        schema.dropColumn(view, column);
        execute("DROP VIEW dbo." + view);
        createView(view);
    }

    /** Takes the reader's right to SELECT from a view or table. */
    public synchronized void revokeSelect(String object) {
        execute("REVOKE SELECT ON dbo." + object + " FROM " + READER);
    }

    /** Runs any statement as the owner of the database: for what no other method does. */
    public void execute(String sql) {
        database.execute(sql);
    }

    /** Cuts all readers off and forgets the database. */
    public synchronized void stop() {
        server.stop();
        database.shutdown();
    }

    @Override
    public void close() {
        stop();
    }

    /** Fills the default world: devices, users and collections. */
    synchronized void fill(int count) {
        addDevices(count);
        for (SandboxWorld.CollectionRule rule : world.collections()) {
            createCollection(rule.id(), rule.name());
            fillCollection(rule.id(), rule.holds());
        }
        execute("INSERT INTO dbo.AAD_Tenant_Ex VALUES(16777217, '" + contoso + "', 'contoso', 0)");
        execute("INSERT INTO dbo.AAD_Tenant_Ex VALUES(16777218, '" + fabrikam + "', 'fabrikam', 0)");
        fillUsers();
    }

    private void fillUsers() {
        createCollection("PS100020", "Sales staff", 1);
        for (int n = 1; n <= SandboxWorld.USERS; n++) {
            SandboxUser user = SandboxUser.of(world, n);
            database.update(
                    "INSERT INTO dbo.sandbox_user VALUES(?, ?, ?, ?, ?, ?)",
                    SandboxWorld.FIRST_USER_RESOURCE_ID + n,
                    user.userName(),
                    user.displayName(),
                    user.sid(),
                    user.id().toString(),
                    contoso.toString());
            if (n <= SandboxWorld.SALES_STAFF) {
                database.update(
                        "INSERT INTO dbo.sandbox_member VALUES('PS100020', ?)",
                        SandboxWorld.FIRST_USER_RESOURCE_ID + n);
            }
        }
        countMembers("PS100020");
    }

    /** Puts all devices whose number passes the test into an empty collection, fast. */
    public synchronized void fillCollection(String collection, IntPredicate numbers) {
        insertMembers(
                collection,
                IntStream.rangeClosed(1, devices)
                        .filter(numbers)
                        .mapToObj(number -> SandboxWorld.FIRST_RESOURCE_ID + number));
    }

    private void insertMembers(String collection, Stream<Integer> resourceIds) {
        database.load(
                "INSERT INTO dbo.sandbox_member VALUES(?, ?)",
                resourceIds.map(id -> new Object[] {collection, id}).iterator());
        countMembers(collection);
    }

    private void createObjects() {
        execute("CREATE SCHEMA dbo");
        execute("SET SCHEMA dbo");
        SiteSchema.TABLES.forEach(this::execute);
        execute("CREATE USER " + READER + " PASSWORD '" + readerPassword + "'");
        schema.views().forEach(this::createView);
        execute("GRANT SELECT ON dbo.CollectionAADGroupMapping TO " + READER);
        execute("GRANT SELECT ON dbo.AAD_Tenant_Ex TO " + READER);
    }

    private void createView(String view) {
        execute(schema.create(view));
        execute("GRANT SELECT ON dbo." + view + " TO " + READER);
    }

    private void countMembers(String collection) {
        database.update(
                "UPDATE dbo.sandbox_collection SET LastMemberChangeTime = CURRENT_TIMESTAMP, Members ="
                        + " (SELECT COUNT(*) FROM dbo.sandbox_member m WHERE m.CollectionID = ?) WHERE CollectionID = ?",
                collection,
                collection);
    }

    private Object[] row(SandboxDevice device) {
        UUID tenant = device.kind() == SandboxDevice.Kind.OTHER_TENANT ? fabrikam : contoso;
        return new Object[] {
            device.resourceId(),
            device.name(),
            device.deviceIdText(),
            device.deviceIdText() == null ? null : tenant.toString(),
            device.kind() == SandboxDevice.Kind.OBSOLETE ? 1 : 0
        };
    }

    private static String randomPassword() {
        return Long.toString(new SecureRandom().nextLong() & Long.MAX_VALUE, 36)
                + Long.toString(new SecureRandom().nextLong() & Long.MAX_VALUE, 36);
    }
}
