package io.collectionsync.site;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The resources of the rows of one read, 8 bytes each: a row that comes twice must not hide one that was missed. */
final class ResourceIds {

    private long[] ids = new long[64];
    private int rows;

    void add(List<Map<String, Object>> chunk) {
        if (rows + chunk.size() > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(2 * ids.length, rows + chunk.size()));
        }
        for (var row : chunk) {
            ids[rows++] = Columns.number(row, "ResourceID", 0);
        }
    }

    /** @return how many different ones there were */
    int distinct() {
        Arrays.sort(ids, 0, rows);
        int distinct = Math.min(rows, 1);
        for (int i = 1; i < rows; i++) {
            distinct += ids[i] == ids[i - 1] ? 0 : 1;
        }
        return distinct;
    }
}
