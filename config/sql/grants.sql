-- The least privilege that Collection Sync needs in the site database. Put in the name of your account, and run this as a
-- database administrator in the site database (CM_…). It grants three views and nothing else: no db_datareader, no table,
-- nothing that holds secrets. A site upgrade may drop grants: run 'collection-sync check' after each one.

-- 1. The login. Windows authentication:
CREATE LOGIN [CONTOSO\svc-collection-sync] FROM WINDOWS;
-- or, where SQL logins are allowed:
-- CREATE LOGIN [collection-sync] WITH PASSWORD = N'…';

-- 2. Its user, and a role for the grants.
CREATE USER [collection-sync] FOR LOGIN [CONTOSO\svc-collection-sync];
CREATE ROLE [collection-sync-reader];
ALTER ROLE [collection-sync-reader] ADD MEMBER [collection-sync];

-- 3. The views that are read.
GRANT SELECT ON [dbo].[v_Collection] TO [collection-sync-reader];
GRANT SELECT ON [dbo].[v_FullCollectionMembership] TO [collection-sync-reader];
GRANT SELECT ON [dbo].[v_R_System] TO [collection-sync-reader];

-- 4. Optional, by feature. User collections:
-- GRANT SELECT ON [dbo].[v_R_User] TO [collection-sync-reader];
-- configmgr.device-source = client-key-data, and the comparison that check makes; a table:
-- GRANT SELECT ON [dbo].[ClientKeyData] TO [collection-sync-reader];
-- Site code and build in the log:
-- GRANT SELECT ON [dbo].[v_Site] TO [collection-sync-reader];
-- GRANT SELECT ON [dbo].[v_Identification] TO [collection-sync-reader];
-- 'mappings import', which takes over the mappings of the site's own Cloud Sync; two tables:
-- GRANT SELECT ON [dbo].[CollectionAADGroupMapping] TO [collection-sync-reader];
-- GRANT SELECT ON [dbo].[AAD_Tenant_Ex] TO [collection-sync-reader];
-- Never db_datareader, never AAD_Application_Ex: it holds the applications' secrets.
