package io.collectionsync.site;

import io.collectionsync.membership.Mapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All collections of the site, by id and by name. */
final class SiteCollections {

    static final String ALL = "SELECT CollectionID, Name, CollectionType FROM dbo.v_Collection";
    private static final int NEAREST = 3;

    /** A collection's id, name and type. */
    record Entry(String id, String name, int type) {

        boolean isUser() {
            return type == CollectionFacts.USER_COLLECTION;
        }

        @Override
        public String toString() {
            return id + " (" + name + ")";
        }
    }

    private final List<Entry> entries;

    SiteCollections(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    static SiteCollections read(Connection connection, SiteNames names) throws SQLException {
        var entries = new ArrayList<Entry>();
        try (var statement = connection.prepareStatement(names.translate(ALL));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                entries.add(new Entry(
                        String.valueOf(rows.getString(1)).strip(),
                        String.valueOf(rows.getString(2)).strip(),
                        rows.getInt(3)));
            }
        }
        return new SiteCollections(entries);
    }

    boolean hasUsers(Mapping mapping) {
        return words(mapping).flatMap(word -> meant(word).stream()).anyMatch(Entry::isUser);
    }

    /** @return the collections of a mapping, or what is wrong with them */
    SiteFinding probe(Mapping mapping) {
        String subject = "mapping " + mapping.name() + ", collections";
        try {
            var found = words(mapping).map(this::one).toList();
            if (found.stream().map(Entry::isUser).distinct().count() > 1) {
                throw new CollectionFault("device collections and user collections stand in one mapping: "
                        + found.stream().map(Entry::toString).collect(Collectors.joining(", "))
                        + "; make a mapping and a group for each kind");
            }
            return new SiteFinding(
                    subject, true, found.stream().map(Entry::toString).collect(Collectors.joining(", ")));
        } catch (CollectionFault fault) {
            return new SiteFinding(subject, false, fault.getMessage());
        }
    }

    private static Stream<String> words(Mapping mapping) {
        return Stream.concat(mapping.collections().stream(), mapping.exclude().stream());
    }

    private List<Entry> meant(String word) {
        return entries.stream()
                .filter(entry -> CollectionFacts.isMeant(word, entry.id(), entry.name()))
                .toList();
    }

    private Entry one(String word) {
        var found = meant(word);
        if (found.isEmpty()) {
            throw new CollectionFault(missing(word));
        }
        if (found.size() > 1) {
            throw CollectionFacts.doubled(word, found.stream().map(Entry::id).toList());
        }
        return found.get(0);
    }

    /** @return the line for a collection that does not exist, with those that may be meant */
    String missing(String word) {
        var near = entries.stream()
                .sorted(Comparator.comparingInt(entry -> distance(word, entry.name())))
                .limit(NEAREST)
                .map(Entry::toString)
                .toList();
        return CollectionFacts.missing(word)
                + (CollectionFacts.isId(word) || near.isEmpty() ? "" : "; nearest names: " + String.join(", ", near));
    }

    /** Words in common count most: a renamed collection mostly keeps some. */
    private static int distance(String a, String b) {
        var words = List.of(b.toLowerCase(Locale.ROOT).split("\\W+"));
        long common = Stream.of(a.toLowerCase(Locale.ROOT).split("\\W+"))
                .filter(words::contains)
                .count();
        return (int) (Math.abs(a.length() - b.length()) - 20 * common);
    }
}
