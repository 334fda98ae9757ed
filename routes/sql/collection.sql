-- Facts of one collection. Parameter: its id or its name.
SELECT CollectionID, Name, CollectionType, MemberCount, CurrentStatus
FROM dbo.v_Collection
WHERE CollectionID = :#${variable.reconciliation.collections.collection}
   OR Name = :#${variable.reconciliation.collections.collection}
