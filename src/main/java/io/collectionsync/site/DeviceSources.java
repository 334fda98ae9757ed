package io.collectionsync.site;

import io.collectionsync.settings.SiteReading;
import io.collectionsync.settings.SiteReading.DeviceSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where discovery data and the clients' keys name different Entra devices. The product's own Cloud Sync is looked into
 * by the second; which one is right differs from device to device (fact sheet on Configuration Manager, 3.2).
 */
final class DeviceSources {

    static final String PAIRS = "SELECT s.ResourceID, s.Name0, CONVERT(nvarchar(64), s.AADDeviceID) AS AADDeviceID,"
            + " CONVERT(nvarchar(64), k.AADDeviceID) AS KeyDeviceID FROM dbo.v_R_System s"
            + " JOIN dbo.ClientKeyData k ON k.SMSID = s.SMS_Unique_Identifier0"
            + " WHERE COALESCE(s.Obsolete0, 0) = 0";
    private static final int EXAMPLES = 3;

    private DeviceSources() {}

    /** @return one line; none where the second source cannot be read and is not wanted */
    static List<SiteFinding> probe(Connection connection, SiteNames names, SiteReading reading) throws SQLException {
        try (var statement = connection.prepareStatement(names.translate(PAIRS))) {
            int devices = 0;
            int differing = 0;
            var examples = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    devices++;
                    if (!id(rows.getString(3)).equals(id(rows.getString(4)))) {
                        differing++;
                        if (examples.size() < EXAMPLES) {
                            examples.add(rows.getString(2) + " (resource " + rows.getLong(1) + "): " + rows.getString(3)
                                    + " and " + rows.getString(4));
                        }
                    }
                }
            }
            return List.of(new SiteFinding(
                    "device source " + reading.deviceSource().word(),
                    true,
                    differing
                            + " of " + devices
                            + " devices bear another Entra device id in v_R_System than in ClientKeyData"
                            + (examples.isEmpty() ? "" : ", such as " + String.join("; ", examples))));
        } catch (SQLException unreadable) {
            if (reading.deviceSource() == DeviceSource.VIEWS) {
                return List.of();
            }
            throw unreadable;
        }
    }

    /** Missing and zero ids are alike. */
    private static Optional<UUID> id(String text) {
        return DeviceRow.guid(text).filter(id -> !DeviceRow.ZERO.equals(id));
    }
}
