package io.collectionsync.management;

import java.util.List;

/** One mapping, {@code io.collectionsync:type=Mapping,name="…"}. */
@Description("One Entra group and the collections whose members it shall hold. Figures are of the mapping's last run.")
public interface MappingMXBean {

    @Description("Success (every wanted change is in the group), Partial Success (some are), Failed (none, or a side"
            + " could not be read), Held (the guard withheld removals), In Progress (a run of it is going on, or"
            + " changes are planned and not sent); null before the first run and when the state database does not"
            + " answer.")
    String getStatus();

    @Description("Members that the collections ask for, number of directory objects at the last read; -1 when unknown.")
    int getDesired();

    @Description("Members that the group had at the last read, before changes; -1 when unknown.")
    int getActual();

    @Description("Number of additions that the last run wanted; -1 when unknown.")
    int getLastAdditions();

    @Description("Number of removals that the last run wanted, without those that were held; -1 when unknown.")
    int getLastRemovals();

    @Description("Number of removals that the guard withholds; -1 when unknown. Above 0 a person has to look.")
    int getHeld();

    @Description("Why the guard withholds removals, one line for each limit; empty when nothing is held.")
    List<String> getHeldReasons();

    @Description("Since when removals are held, ISO 8601 in UTC; null while none is.")
    String getHeldSince();

    @Description("Removals that count against guard.max-removal-percent within guard.window; -1 when unknown.")
    int getWindowRemovals();

    @Description("How many removals may count within guard.window; -1 when unknown, or where no percentage holds.")
    int getWindowAllowed();

    @Description("Number of collection members without a usable directory object; they cannot be in the group. -1 when"
            + " unknown.")
    int getUnresolved();

    @Description("Number of the group's open dead letters: changes that could not be applied; -1 when unknown.")
    long getDeadLetters();

    @Description("Members that somebody had added to the group or removed from it by hand, by the last run: DriftAdded"
            + " and DriftRemoved together. -1 when unknown.")
    int getDrift();

    @Description("Members that somebody had added to the group by hand, by the last run; -1 when unknown.")
    int getDriftAdded();

    @Description("Members that somebody had removed from the group by hand, by the last run; -1 when unknown.")
    int getDriftRemoved();

    @Description("When the last run was done with this mapping, ISO 8601 in UTC; null before the first.")
    String getLastRun();

    @Description("When the status was Success the last time, ISO 8601 in UTC; null if never.")
    String getLastSuccess();

    @Description("Seconds since the status was Success the last time; -1 if never, or when the state database does not"
            + " answer.")
    long getSecondsSinceSuccess();

    @Description("What went wrong in the last run, or with the state database, on one line with the fix where it is"
            + " known; null when all is well.")
    String getLastError();

    @Description("Object id of the Entra group.")
    String getGroup();

    @Description("Ids of the collections whose union the group holds.")
    List<String> getCollections();

    @Description("Name of the tenant in the settings.")
    String getTenant();

    @Description("Whether runs include this mapping (enabled in config/mappings.yaml).")
    boolean isEnabled();

    @Description("Since when, by whom and why nothing is written for this mapping, whether it is paused by itself or"
            + " with all mappings; null when it is not paused.")
    String getPaused();

    @Description("Makes the group equal to its collections now, with the guard as in every run, and waits for the end."
            + " Returns the status, with the reason where it is not Success.")
    String reconcile();

    @Description(
            value = "Reads both sides and tells what reconcile would do: the status with the plan's hash, then one"
                    + " line for each member, at most 1,000. Writes nothing.",
            looksOnly = true)
    List<String> plan();

    @Description(
            "Starts a run that releases the held plan of this mapping that was shown with this hash, and returns the"
                    + " run's id at once. It waits for another run that writes the group. The approval is over with the run,"
                    + " however it ends: the log and 'history' say how. If one removal more has come, nothing is written.")
    String approve(@Description("At least 8 digits of the hash that plan, apply or HeldReasons showed.") String hash);

    @Description("Pauses this mapping: it is read and planned, and nothing is written for it until it is resumed, not"
            + " even after a restart. A run that is writing its group stops before its next batch. By whom and when is"
            + " on record.")
    String suspend();

    @Description("Ends the pause of this mapping, whoever paused it: the next run makes its group equal to its"
            + " collections again, unless it is paused with all mappings too. Tells so.")
    String resume();
}
