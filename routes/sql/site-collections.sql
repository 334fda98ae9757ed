-- Every collection of the site.
SELECT CollectionID, Name, CollectionType, MemberCount, CurrentStatus
FROM dbo.v_Collection
ORDER BY CollectionID
