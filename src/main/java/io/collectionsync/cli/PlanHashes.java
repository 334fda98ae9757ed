package io.collectionsync.cli;

import java.util.Collection;
import java.util.LinkedHashSet;

/** The plans that a CSV file names in its column {@code plan}. */
final class PlanHashes {

    private static final String COLUMN = "plan";

    private PlanHashes() {}

    /**
     * @param csv as RFC 4180 has it, with a header line
     * @return each hash once, in the order of the file
     * @throws IllegalArgumentException if there is none; one line
     */
    static Collection<String> of(String csv) {
        var hashes = new LinkedHashSet<String>();
        for (var row : Csv.rows(csv)) {
            String hash = row.get(COLUMN);
            if (hash == null) {
                throw new IllegalArgumentException("its header line has no column '" + COLUMN + "', only "
                        + String.join(", ", row.keySet()) + "; collection-sync plan --first-run --csv FILE writes it");
            }
            if (hash.isEmpty()) {
                throw new IllegalArgumentException(
                        "a line has nothing in the column '" + COLUMN + "': " + String.join(",", row.values()));
            }
            hashes.add(hash);
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException(
                    "it names no plan; collection-sync plan --first-run --csv FILE writes those that are held");
        }
        return hashes;
    }
}
