package io.collectionsync.site;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.RowMapper;

/** One row of the site database: cells by column name, whatever its case. Rows of one result share their names. */
public final class SiteRow extends AbstractMap<String, Object> {

    private final Names names;
    private final Object[] cells;

    private SiteRow(Names names, Object[] cells) {
        this.names = names;
        this.cells = cells;
    }

    /** @return what makes rows of one result; another one is needed for the next result */
    public static RowMapper<Map<String, Object>> reader() {
        return new Reader();
    }

    @Override
    public Object get(Object column) {
        int at = names.position(column);
        return at < 0 ? null : cells[at];
    }

    @Override
    public boolean containsKey(Object column) {
        return names.position(column) >= 0;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        var entries = new LinkedHashMap<String, Object>();
        for (int at = 0; at < cells.length; at++) {
            entries.put(names.labels[at], cells[at]);
        }
        return entries.entrySet();
    }

    private static final class Names {

        private final String[] labels;
        /** As they are asked for: a site's driver may give them in another case. */
        private final Map<Object, Integer> positions = new HashMap<>();

        Names(ResultSetMetaData result) throws SQLException {
            labels = new String[result.getColumnCount()];
            for (int at = 0; at < labels.length; at++) {
                labels[at] = result.getColumnLabel(at + 1);
            }
        }

        /** @return the column's place; -1 where there is none */
        int position(Object column) {
            return positions.computeIfAbsent(column, this::search);
        }

        private int search(Object column) {
            for (int at = 0; at < labels.length; at++) {
                if (labels[at].equalsIgnoreCase(String.valueOf(column))) {
                    return at;
                }
            }
            return -1;
        }
    }

    private static final class Reader implements RowMapper<Map<String, Object>> {

        private Names names;

        @Override
        public Map<String, Object> mapRow(ResultSet result, int number) throws SQLException {
            if (names == null) {
                names = new Names(result.getMetaData());
            }
            var cells = new Object[names.labels.length];
            for (int at = 0; at < cells.length; at++) {
                cells[at] = result.getObject(at + 1);
            }
            return new SiteRow(names, cells);
        }
    }
}
