-- Facts of one collection. Parameter: the collection's id.
SELECT CollectionID, Name, CollectionType, MemberCount, CurrentStatus
FROM dbo.v_Collection
WHERE CollectionID = :#${exchangeProperty.gathering.collection}
