package io.collectionsync.site;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the views at this site. The SQL files always say Microsoft's names, so that every DBA knows them; where
 * a site wraps the views, its own names take their place when a statement is prepared.
 */
final class SiteNames {

    private final Map<String, String> names;
    private final Map<Pattern, String> replacements = new LinkedHashMap<>();

    /** @param names other names by Microsoft's, such as {@code v_R_System=reporting.v_R_System} */
    SiteNames(Map<String, String> names) {
        this.names = Map.copyOf(names);
        names.forEach((standard, other) -> replacements.put(
                Pattern.compile("\\bdbo\\." + standard + "\\b", Pattern.CASE_INSENSITIVE),
                Matcher.quoteReplacement(other)));
    }

    /** @return schema and name of a view that Microsoft names so */
    String of(String view) {
        return names.getOrDefault(view, "dbo." + view);
    }

    String translate(String sql) {
        for (var replacement : replacements.entrySet()) {
            sql = replacement.getKey().matcher(sql).replaceAll(replacement.getValue());
        }
        return sql;
    }

    /** @return the connection, speaking of this site's names */
    Connection wrap(Connection connection) {
        return names.isEmpty()
                ? connection
                : (Connection) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                            if (method.getName().equals("prepareStatement")) {
                                arguments[0] = translate((String) arguments[0]);
                            }
                            try {
                                return method.invoke(connection, arguments);
                            } catch (InvocationTargetException failed) {
                                throw failed.getCause();
                            }
                        });
    }
}
