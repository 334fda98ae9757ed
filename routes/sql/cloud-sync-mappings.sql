-- The mappings of the site's own Cloud Sync, each with its tenant's directory id where the site knows it.
-- Two tables that only 'mappings import' reads: see the last grants in config/sql/grants.sql.
SELECT m.CollectionSiteID, m.AADGroupID, CONVERT(nvarchar(64), t.TenantID) AS TenantID
FROM dbo.CollectionAADGroupMapping m
LEFT JOIN dbo.AAD_Tenant_Ex t ON t.ID = m.CloudServiceID
ORDER BY m.AADGroupID, m.CollectionSiteID
