-- The records of one device with their collections: one row for each record and collection.
-- Parameter: the device's name, resource id or Entra device id.
SELECT s.ResourceID, s.ResourceType, s.Name0 AS Name,
       s.ResourceID AS RecordID,
       CONVERT(nvarchar(64), s.AADDeviceID) AS AADDeviceID,
       CONVERT(nvarchar(64), s.AADTenantID) AS AADTenantID,
       s.Client0, s.Obsolete0, s.Decommissioned0, m.CollectionID, c.Name AS CollectionName
FROM dbo.v_R_System s
LEFT JOIN dbo.v_FullCollectionMembership m ON m.ResourceID = s.ResourceID
LEFT JOIN dbo.v_Collection c ON c.CollectionID = m.CollectionID
WHERE s.Name0 = :#${body}
   OR CONVERT(nvarchar(64), s.ResourceID) = :#${body}
   OR CONVERT(nvarchar(64), s.AADDeviceID) = :#${body}
ORDER BY s.ResourceID, m.CollectionID
