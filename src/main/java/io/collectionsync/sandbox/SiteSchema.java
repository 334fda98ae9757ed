package io.collectionsync.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The views of a Configuration Manager site database over a few narrow tables. Names and columns: those the fact sheet
 * on Configuration Manager gives confidence A or B.
 */
final class SiteSchema {

    static final List<String> TABLES = List.of(
            """
            CREATE TABLE dbo.sandbox_device(ResourceID INT PRIMARY KEY, Name0 VARCHAR(255), AADDeviceID VARCHAR(64),
              AADTenantID VARCHAR(64), Obsolete0 INT, KeyDeviceID VARCHAR(64))""",
            """
            CREATE TABLE dbo.sandbox_user(ResourceID INT PRIMARY KEY, User_Name0 VARCHAR(255),
              Full_User_Name0 VARCHAR(255), SID0 VARCHAR(255), AADUserID VARCHAR(64), AADTenantID VARCHAR(64))""",
            """
            CREATE TABLE dbo.sandbox_collection(CollectionID VARCHAR(8) PRIMARY KEY, Name VARCHAR(255),
              CollectionType INT, Members INT, CountOverride INT, CurrentStatus INT,
              LastMemberChangeTime TIMESTAMP, LastRefreshTime TIMESTAMP)""",
            """
            CREATE TABLE dbo.sandbox_member(CollectionID VARCHAR(8), ResourceID INT,
              PRIMARY KEY(CollectionID, ResourceID))""",
            """
            CREATE TABLE dbo.CollectionAADGroupMapping(CollectionSiteID VARCHAR(8), AADGroupID VARCHAR(36),
              CloudServiceID INT)""",
            """
            CREATE TABLE dbo.AAD_Tenant_Ex(ID INT PRIMARY KEY, TenantID VARCHAR(36), Name VARCHAR(255),
              Environment INT)""");

    private static final String SMSID = "CONCAT('GUID:00000000-0000-4000-8000-', LPAD(CAST(%s AS VARCHAR), 12, '0'))";

    private final Map<String, View> views = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    SiteSchema() {
        add(
                "v_Collection",
                "dbo.sandbox_collection",
                "CollectionID",
                "CollectionID",
                "Name",
                "Name",
                "Comment",
                "CAST('' AS VARCHAR(255))",
                "CollectionType",
                "CollectionType",
                "MemberCount",
                "COALESCE(CountOverride, Members)",
                "CurrentStatus",
                "CurrentStatus",
                "RefreshType",
                "6",
                "MemberClassName",
                "CONCAT('SMS_CM_RES_COLL_', CollectionID)",
                "LastChangeTime",
                "LastRefreshTime",
                "LastRefreshTime",
                "LastRefreshTime",
                "LastMemberChangeTime",
                "LastMemberChangeTime",
                "EvaluationStartTime",
                "LastRefreshTime");
        add(
                "v_FullCollectionMembership",
                "dbo.sandbox_member m LEFT JOIN dbo.sandbox_device d ON d.ResourceID = m.ResourceID"
                        + " LEFT JOIN dbo.sandbox_user u ON u.ResourceID = m.ResourceID",
                "CollectionID",
                "m.CollectionID",
                "ResourceID",
                "m.ResourceID",
                "ResourceType",
                "CASE WHEN m.ResourceID >= " + SandboxWorld.FIRST_USER_RESOURCE_ID + " THEN 4 ELSE 5 END",
                "Name",
                "COALESCE(d.Name0, u.Full_User_Name0)",
                "Domain",
                "'CONTOSO'",
                "SiteCode",
                "'PS1'",
                "IsDirect",
                "0",
                "SMSID",
                SMSID.formatted("m.ResourceID"),
                "IsClient",
                "1",
                "IsObsolete",
                "COALESCE(d.Obsolete0, 0)",
                "IsDecommissioned",
                "0");
        add(
                "v_R_System",
                "dbo.sandbox_device",
                "ResourceID",
                "ResourceID",
                "ResourceType",
                "5",
                "Name0",
                "Name0",
                "Netbios_Name0",
                "Name0",
                "Resource_Domain_OR_Workgr0",
                "'CONTOSO'",
                "Client0",
                "CASE WHEN Obsolete0 = 1 THEN 0 ELSE 1 END",
                "Obsolete0",
                "Obsolete0",
                "Decommissioned0",
                "0",
                "SMS_Unique_Identifier0",
                SMSID.formatted("ResourceID"),
                "Creation_Date0",
                "TIMESTAMP '2024-03-01 08:00:00'",
                "AADDeviceID",
                "AADDeviceID",
                "AADTenantID",
                "AADTenantID");
        add(
                "v_R_User",
                "dbo.sandbox_user",
                "ResourceID",
                "ResourceID",
                "ResourceType",
                "4",
                "User_Name0",
                "User_Name0",
                "Unique_User_Name0",
                "CONCAT('CONTOSO\\', User_Name0)",
                "Full_User_Name0",
                "Full_User_Name0",
                "User_Principal_Name0",
                "CONCAT(User_Name0, '@contoso.example')",
                "Mail0",
                "CONCAT(User_Name0, '@contoso.example')",
                "Windows_NT_Domain0",
                "'CONTOSO'",
                "SID0",
                "SID0",
                "AADUserID",
                "AADUserID",
                "AADTenantID",
                "AADTenantID");
        add(
                "ClientKeyData",
                "dbo.sandbox_device",
                "SMSID",
                SMSID.formatted("ResourceID"),
                "ApprovalStatus",
                "1",
                "AADDeviceID",
                "COALESCE(KeyDeviceID, AADDeviceID)",
                "AADTenantID",
                "AADTenantID",
                "Thumbprint",
                "CAST('' AS VARCHAR(64))",
                "IsRevoked",
                "0");
        add(
                "v_Site",
                null,
                "SiteCode",
                "'PS1'",
                "SiteName",
                "'Sandbox site'",
                "ServerName",
                "'cm.contoso.example'",
                "Version",
                "'5.00.9135.1000'",
                "Type",
                "2");
        add("v_Identification", null, "ThisSiteCode", "'PS1'");
    }

    /** The statement that makes a view as it stands now. */
    String create(String view) {
        return require(view).create();
    }

    /** Names of all views. */
    List<String> views() {
        return new ArrayList<>(views.keySet());
    }

    void dropColumn(String view, String column) {
        if (require(view).columns.keySet().removeIf(column::equalsIgnoreCase)) {
            return;
        }
        throw new IllegalArgumentException("no column " + column + " in " + view);
    }

    void drop(String view) {
        require(view);
        views.remove(view);
    }

    private View require(String view) {
        View found = views.get(view);
        if (found == null) {
            throw new IllegalArgumentException("no view " + view + ", there are " + views.keySet());
        }
        return found;
    }

    private void add(String name, String from, String... columnsAndExpressions) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < columnsAndExpressions.length; i += 2) {
            columns.put(columnsAndExpressions[i], columnsAndExpressions[i + 1]);
        }
        views.put(name, new View(name, from, columns));
    }

    private record View(String name, String from, Map<String, String> columns) {

        String create() {
            List<String> parts = new ArrayList<>();
            columns.forEach((column, expression) -> parts.add(expression + " AS " + column));
            return "CREATE VIEW dbo." + name + " AS SELECT " + String.join(", ", parts)
                    + (from == null ? "" : " FROM " + from);
        }
    }
}
