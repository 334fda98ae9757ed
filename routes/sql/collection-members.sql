-- Every member of one device collection. Parameter: the collection's id.
-- LEFT JOIN: a member without a system record is reported, not lost.
-- 64 characters: a device id that is too long shows as malformed, not as another device's.
SELECT m.ResourceID, m.ResourceType, m.Name,
       s.ResourceID AS RecordID,
       CONVERT(nvarchar(64), s.AADDeviceID) AS AADDeviceID,
       CONVERT(nvarchar(64), s.AADTenantID) AS AADTenantID,
       s.Client0, s.Obsolete0, s.Decommissioned0
FROM dbo.v_FullCollectionMembership m
LEFT JOIN dbo.v_R_System s ON s.ResourceID = m.ResourceID
WHERE m.CollectionID = :#${variable.reconciliation.collections.collectionId}
