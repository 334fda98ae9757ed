package io.collectionsync.diagnose;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Unresolved;
import io.collectionsync.site.DeviceRecord;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.deadletter.DeadLetter;
import java.util.List;

/**
 * Why one device is, or is not, in each mapped group.
 *
 * @param records the site database's records of it, one at least
 * @param lines   one for each record and mapping
 * @param faults  one line for each tenant that could not be asked
 */
public record Explanation(List<DeviceRecord> records, List<Line> lines, List<String> faults) {

    /**
     * One record seen from one mapping.
     *
     * @param record      the site database's record
     * @param mapping     the mapping
     * @param collections those of the mapping's collections that hold the record
     * @param devices     the directory objects that bear its device id in the mapping's tenant
     * @param reason      why it cannot be synchronised in that tenant, null if it can
     * @param known       what the group and the state database know of it
     * @param next        what the next run will do, in words
     */
    public record Line(
            DeviceRecord record,
            Mapping mapping,
            List<String> collections,
            List<DirectoryDevice> devices,
            Unresolved.Reason reason,
            Known known,
            String next) {}

    /**
     * What the group and the state database know of a device.
     *
     * @param inGroup whether one of its objects is in the group; null where that could not be asked
     * @param change  the last change of it in this group; null if none is on record
     * @param letter  its open dead letter for this group; null if there is none
     */
    public record Known(Boolean inGroup, ChangeRow change, DeadLetter letter) {

        static final Known NOTHING = new Known(null, null, null);
    }

    /** @return the lines of one record */
    public List<Line> linesOf(DeviceRecord record) {
        return lines.stream().filter(line -> line.record().equals(record)).toList();
    }

    /** @return the directory objects of one record, over all tenants */
    public List<DirectoryDevice> devicesOf(DeviceRecord record) {
        return linesOf(record).stream()
                .flatMap(line -> line.devices().stream())
                .distinct()
                .toList();
    }
}
