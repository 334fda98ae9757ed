-- The least rights that Collection Sync needs in the site database. Run it as a database administrator, in the
-- site database (CM_…), with the account's name put in. It opens three views and nothing else: no db_datareader,
-- no table, nothing that holds secrets. A site upgrade may drop grants: 'collection-sync check' tells.

-- 1. The login. Windows authentication:
CREATE LOGIN [CONTOSO\svc-collection-sync] FROM WINDOWS;
-- or, where SQL logins are allowed:
-- CREATE LOGIN [collection-sync] WITH PASSWORD = N'…';

-- 2. Its user, and a role of our own.
CREATE USER [collection-sync] FOR LOGIN [CONTOSO\svc-collection-sync];
CREATE ROLE [collection-sync-reader];
ALTER ROLE [collection-sync-reader] ADD MEMBER [collection-sync];

-- 3. The views that it reads.
GRANT SELECT ON [dbo].[v_Collection] TO [collection-sync-reader];
GRANT SELECT ON [dbo].[v_FullCollectionMembership] TO [collection-sync-reader];
GRANT SELECT ON [dbo].[v_R_System] TO [collection-sync-reader];

-- 4. Only for 'collection-sync mappings import', and to be taken away after it (REVOKE): two tables of Cloud Sync.
-- GRANT SELECT ON [dbo].[CollectionAADGroupMapping] TO [collection-sync-reader];
-- GRANT SELECT ON [dbo].[AAD_Tenant_Ex] ([ID], [TenantID]) TO [collection-sync-reader];
