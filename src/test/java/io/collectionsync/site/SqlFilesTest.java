package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Unresolved.Reason;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two queries, as the routes send them, whatever case the database gives its column names. */
class SqlFilesTest {

    /** What the queries find in the variable of the routes. */
    public record Reading(CollectionReader collections) {}

    private static final String SCHEMA = "INIT=CREATE SCHEMA IF NOT EXISTS dbo\\;SET SCHEMA dbo";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;IGNORECASE=TRUE",
                "DATABASE_TO_UPPER=TRUE",
                "DATABASE_TO_LOWER=TRUE"
            })
    void theQueriesFindTheirCollectionAndItsRows(String names) throws Exception {
        var pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=MSSQLServer;DB_CLOSE_DELAY=-1;" + names + ";" + SCHEMA,
                "sa",
                "");
        try (var context = new DefaultCamelContext()) {
            fill(pool);
            context.getRegistry().bind("site", pool);
            context.disableJMX();
            context.start();
            var gathering =
                    new CollectionReader(UUID.fromString("11111111-1111-1111-1111-111111111111"), Set.of("AzureAd"));
            gathering.begin("PS100001");

            var found = query(context, "collection", gathering);
            gathering.startRead(found);
            var facts = CollectionFacts.of("PS100001", found);
            var rows = query(context, "collection-members", gathering).stream()
                    .map(DeviceRow::of)
                    .toList();

            assertThat(facts).isEqualTo(new CollectionFacts("PS100001", "Ring", 2, 1, 3));
            assertThat(rows)
                    .containsExactlyInAnyOrder(
                            new DeviceRow(
                                    1,
                                    "PC1",
                                    "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE",
                                    "11111111-1111-1111-1111-111111111111",
                                    null,
                                    true),
                            new DeviceRow(2, "PC2", "x".repeat(64), null, Reason.DECOMMISSIONED, false),
                            new DeviceRow(3, "PC3", null, null, Reason.NO_RECORD, false));
        } finally {
            pool.dispose();
        }
    }

    private static List<Map<String, Object>> query(DefaultCamelContext context, String file, CollectionReader gathering)
            throws IOException {
        try (var template = context.createProducerTemplate()) {
            var rows = new ArrayList<Map<String, Object>>();
            var answer = template.request(
                    "sql:file:routes/sql/" + file + ".sql?dataSource=#site&outputType=SelectList",
                    exchange -> exchange.setVariable("reconciliation", new Reading(gathering)));
            assertThat(answer.getException()).isNull();
            List<?> result = answer.getMessage().getBody(List.class);
            result.forEach(row -> rows.add(asMap(row)));
            return rows;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object row) {
        return (Map<String, Object>) row;
    }

    private static void fill(JdbcConnectionPool pool) throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE dbo.v_Collection (CollectionID nvarchar(8), Name nvarchar(255), CollectionType int,"
                            + " MemberCount int, CurrentStatus int)");
            statement.execute("CREATE TABLE dbo.v_FullCollectionMembership (CollectionID nvarchar(8), ResourceID int,"
                    + " ResourceType int, Name nvarchar(255))");
            statement.execute(
                    "CREATE TABLE dbo.v_R_System (ResourceID int, AADDeviceID nvarchar(255), AADTenantID nvarchar(255),"
                            + " Client0 int, Obsolete0 int, Decommissioned0 bit)");
            statement.execute(
                    "INSERT INTO dbo.v_Collection VALUES ('PS100001', 'Ring', 2, 3, 1), ('PS100002', 'Other', 2, 9, 4)");
            statement.execute(
                    "INSERT INTO dbo.v_FullCollectionMembership VALUES ('PS100001', 1, 5, 'PC1'), ('PS100001', 2, 5, 'PC2'),"
                            + " ('PS100001', 3, 5, 'PC3'), ('PS100002', 4, 5, 'PC4')");
            statement.execute("INSERT INTO dbo.v_R_System VALUES (1, 'AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE',"
                    + " '11111111-1111-1111-1111-111111111111', 1, 0, 0), (2, '" + "x".repeat(80)
                    + "', NULL, NULL, 0, 1)");
        }
    }
}
