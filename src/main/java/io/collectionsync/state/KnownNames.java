package io.collectionsync.state;

import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names of collections and groups as the last run read them: what people call what the ids stand for. */
public final class KnownNames {

    /** What bears a name. */
    public enum Kind {
        COLLECTION,
        GROUP
    }

    private record Key(Kind kind, String id) {}

    private static final Logger LOG = LoggerFactory.getLogger(KnownNames.class);
    private static final int LONGEST = 256;

    private final StateDatabase database;
    private final Map<Key, String> saved = new ConcurrentHashMap<>();

    /** @param database where the names are kept */
    public KnownNames(StateDatabase database) {
        this.database = database;
    }

    /** Remembers a name; only a new one is written. That it cannot be written is no reason to stop a run. */
    public void save(Kind kind, String id, String name) {
        String text = Text.cut(name, LONGEST);
        if (text == null || text.isBlank() || text.equals(saved.get(new Key(kind, id)))) {
            return;
        }
        try {
            database.write(jdbc -> {
                int known =
                        jdbc.update("update known_name set name = ? where kind = ? and id = ?", text, kind.name(), id);
                return known > 0
                        ? known
                        : jdbc.update(
                                "insert into known_name (name, kind, id) values (?, ?, ?)", text, kind.name(), id);
            });
            saved.put(new Key(kind, id), text);
        } catch (RuntimeException unsaved) {
            LOG.debug("name not remembered: kind={} id={}", kind, id, unsaved);
        }
    }

    /**
     * @return the known names by id
     * @throws StateUnavailable if the database does not answer
     */
    public Map<String, String> all(Kind kind) {
        var names = new ConcurrentHashMap<String, String>();
        database.read(jdbc -> jdbc.query(
                "select id, name from known_name where kind = ?",
                (row, at) -> names.put(row.getString("id"), row.getString("name")),
                kind.name()));
        return names;
    }
}
