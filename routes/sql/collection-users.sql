-- Every member of one user collection. Parameter: the collection's id.
SELECT m.ResourceID, m.ResourceType, m.Name,
       u.ResourceID AS RecordID, u.Unique_User_Name0,
       CONVERT(nvarchar(64), u.AADUserID) AS AADUserID,
       u.User_Principal_Name0, u.SID0
FROM dbo.v_FullCollectionMembership m
LEFT JOIN dbo.v_R_User u ON u.ResourceID = m.ResourceID
WHERE m.CollectionID = :#${variable.reconciliation.collections.collectionId}
