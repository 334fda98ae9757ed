-- The same with the Entra device id that the client registered with. Parameter: the collection's id.
SELECT m.ResourceID, m.ResourceType, m.Name,
       s.ResourceID AS RecordID,
       CONVERT(nvarchar(64), k.AADDeviceID) AS AADDeviceID,
       CONVERT(nvarchar(64), s.AADTenantID) AS AADTenantID,
       s.Client0, s.Obsolete0, s.Decommissioned0
FROM dbo.v_FullCollectionMembership m
LEFT JOIN dbo.v_R_System s ON s.ResourceID = m.ResourceID
LEFT JOIN dbo.ClientKeyData k ON k.SMSID = s.SMS_Unique_Identifier0
WHERE m.CollectionID = :#${variable.reconciliation.collections.collectionId}
