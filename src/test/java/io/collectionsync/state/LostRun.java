package io.collectionsync.state;

import io.collectionsync.state.db.StateDatabase;
import java.util.List;

/** A run of a process that is gone. */
public final class LostRun {

    private LostRun() {}

    /** @return the id of a run that stands as In Progress */
    public static String begin(StateDatabase database) {
        var run = new Runs(database).begin(Samples.request(), List.of()).id();
        database.write(
                jdbc -> jdbc.update("update sync_run set owner_process = ? where run_id = ?", Integer.MAX_VALUE, run));
        return run;
    }
}
