package io.collectionsync.management;

/** The runtime as a whole, {@code io.collectionsync:type=Runtime}. */
@Description("Collection Sync as a whole: its runs over all mappings.")
public interface SyncRuntimeMXBean {

    @Description("Version of Collection Sync.")
    String getVersion();

    @Description("Number of runs on record in the state database, those of commands included; -1 when it does not"
            + " answer.")
    long getRuns();

    @Description("Whether this process carries out a run at this moment.")
    boolean isRunInProgress();

    @Description("How long the last run took, in seconds; -1 before the first one, when it was interrupted, and when"
            + " the state database does not answer.")
    double getLastRunSeconds();

    @Description("How the last run ended: Success, Partial Success, Failed, Held, In Progress (changes were planned and"
            + " not sent), or Interrupted when its process ended before it did; null before the first one.")
    String getLastRunStatus();

    @Description("Number of open dead letters of all groups: changes that could not be applied and wait, or are parked"
            + " for you; -1 when the state database does not answer.")
    long getDeadLetters();

    @Description("Seconds since the last success of the enabled mapping that has gone longest without one: the one"
            + " figure to watch. -1 when one has never succeeded, or when the state database does not answer.")
    long getSecondsSinceSuccess();

    @Description("Whether changes are sent (apply.enabled). When false every run stops after its plan.")
    boolean isApplyEnabled();

    @Description("What is wrong with config/mappings.yaml as it is now: the last good mappings go on meanwhile; null"
            + " when the file is in use.")
    String getMappingsFault();

    @Description("What is wrong with the state database; null when it answers.")
    String getStateFault();

    @Description("Since when, by whom and why nothing is written for any mapping; null when they are not all paused"
            + " together.")
    String getPaused();

    @Description("Starts a run over all enabled mappings and returns at once; leaves out the tenants that a run over"
            + " all is still busy with, and starts nothing when that is every tenant. Tells what it did.")
    String runNow();

    @Description("Reads config/mappings.yaml again at once, which otherwise happens within seconds of a change. Tells"
            + " how many mappings are in use, or what is wrong with the file.")
    String reloadMappings();

    @Description("Pauses all mappings, those that are added later included, as collection-sync pause --all does: they"
            + " are read and planned, and nothing is written until they are resumed, not even after a restart. Runs"
            + " that are writing stop before their next batch. By whom and when is on record.")
    String suspend();

    @Description("Ends the pause of all mappings, whoever began it. Mappings and tenants that were paused by"
            + " themselves, or by an undo, stay paused. Tells which.")
    String resume();
}
