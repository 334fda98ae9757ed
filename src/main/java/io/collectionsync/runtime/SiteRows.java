package io.collectionsync.runtime;

import io.collectionsync.site.SiteRow;
import org.apache.camel.component.sql.RowMapperFactory;
import org.springframework.jdbc.core.BeanPropertyRowMapper;
import org.springframework.jdbc.core.RowMapper;

/** Has the routes read rows as {@link SiteRow}: Spring's own rows keep every column's name twice a row. */
public final class SiteRows implements RowMapperFactory {

    @Override
    public RowMapper<?> newColumnRowMapper() {
        return SiteRow.reader();
    }

    @Override
    public RowMapper<?> newBeanRowMapper(Class<?> type) {
        return new BeanPropertyRowMapper<>(type);
    }
}
