package io.collectionsync.graph.auth;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The application permissions of Microsoft Graph that Collection Sync asks for (Microsoft docs: permission tables). */
public enum Permission {
    WRITE_MEMBERS(
            "GroupMember.ReadWrite.All",
            "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
            true,
            "adds members to groups and removes them",
            "Group.ReadWrite.All",
            "Directory.ReadWrite.All"),
    READ_GROUPS(
            "GroupMember.Read.All",
            "98830695-27a2-44f7-8c18-0c3ebc9698f6",
            true,
            "reads groups and their members, and searches for groups",
            "Group.ReadBasic.All",
            "Group.Read.All",
            "Group.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All"),
    ADD_DEVICES(
            "Device.ReadWrite.All",
            "1138cb37-bd11-4084-a2b7-9f71582aeddb",
            true,
            "adding a device to a group needs it beside the right to write members; adding a user does not. It also"
                    + " allows changing devices, which Collection Sync never does"),
    FIND_DEVICES(
            "Device.Read.All",
            "7438b122-aefc-4978-80ed-43db9fcc7715",
            true,
            "finds the directory object of a device id",
            "Device.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All"),
    FIND_USERS(
            "User.Read.All",
            "df021288-bdef-4463-88db-98f22de89214",
            false,
            "finds the directory objects of users; only for user collections",
            "User.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All"),
    CREATE_GROUPS(
            "Group.Create",
            "bf7b1a76-6e77-406b-b258-bf5c7720e98f",
            false,
            "makes groups; only for 'mappings add --create-group'",
            "Group.ReadWrite.All",
            "Directory.ReadWrite.All");

    private final String word;
    private final UUID id;
    private final boolean needed;
    private final String reason;
    private final Set<String> stronger;

    Permission(String word, String id, boolean needed, String reason, String... stronger) {
        this.word = word;
        this.id = UUID.fromString(id);
        this.needed = needed;
        this.reason = reason;
        this.stronger = Set.of(stronger);
    }

    /** @return its name, such as {@code GroupMember.ReadWrite.All} */
    public String word() {
        return word;
    }

    /** @return the id of the application role */
    public UUID id() {
        return id;
    }

    /** @return whether device collections cannot be synchronised without it */
    public boolean isNeeded() {
        return needed;
    }

    /** @return what it is for */
    public String reason() {
        return reason;
    }

    /** @return whether a token with these roles may do what this permission is for */
    public boolean isGrantedBy(Collection<String> roles) {
        return roles.contains(word) || roles.stream().anyMatch(stronger::contains);
    }

    /** @return the permissions that a mapping needs, of user collections or of device collections */
    public static List<Permission> needed(boolean ofUsers) {
        return ofUsers
                ? List.of(WRITE_MEMBERS, READ_GROUPS, FIND_USERS)
                : Stream.of(values()).filter(Permission::isNeeded).toList();
    }

    /** @return the permissions that device collections need and {@code roles} do not give */
    public static List<Permission> missing(Collection<String> roles) {
        return needed(false).stream()
                .filter(permission -> !permission.isGrantedBy(roles))
                .toList();
    }
}
