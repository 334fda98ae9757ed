package io.collectionsync.site;

import java.util.Map;

/** What a member of a collection is (fact sheet on Configuration Manager, 3.1: ResourceType). */
enum ResourceType {
    SYSTEM,
    USER,
    USER_GROUP,
    UNKNOWN_COMPUTER,
    OTHER;

    static ResourceType of(Map<String, Object> row) {
        return switch ((int) Columns.number(row, "ResourceType", 0)) {
            case 5 -> SYSTEM;
            case 4 -> USER;
            case 3 -> USER_GROUP;
            case 2 -> UNKNOWN_COMPUTER;
            default -> OTHER;
        };
    }
}
