package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/**
 * A collection that is read page by page: frozen when its first page is asked for, as one replica saw it.
 *
 * @param context  what stands after {@code $metadata#}
 * @param items    all items
 * @param render   makes an item's JSON
 * @param pageSize items a page
 * @param count    whether the first page tells the number of items
 */
record Listing(String context, List<?> items, Function<Object, ObjectNode> render, int pageSize, boolean count) {

    /** Page sizes of Graph: 100 unless asked, 999 at most (Microsoft docs). */
    static final int DEFAULT_PAGE = 100;

    static final int LARGEST_PAGE = 999;

    static int pageSize(GraphCall call) {
        String top = call.query().get("$top");
        if (top == null) {
            return DEFAULT_PAGE;
        }
        if (!top.matches("\\d{1,4}") || Integer.parseInt(top) < 1 || Integer.parseInt(top) > LARGEST_PAGE) {
            throw GraphRefusal.badRequest("Invalid page size specified: '" + top + "'. Must be between 1 and "
                    + LARGEST_PAGE + " inclusive.");
        }
        return Integer.parseInt(top);
    }
}
