package io.collectionsync.management;

import io.collectionsync.membership.Mapping;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Notices;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.Runs;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.deadletter.DeadLetterPolicy;
import io.collectionsync.state.deadletter.DeadLetters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Registered MBeans over a stand-in for the runtime and a real state database. */
final class Registered implements AutoCloseable {

    final Mapping pilot = StandInControl.mapping("pilot-ring", true);
    final Mapping kiosks = StandInControl.mapping("kiosks", false);
    final StandInControl control = new StandInControl();
    final StateDatabase database;
    final MappingStates states;
    final DeadLetters deadLetters;
    final Runs runs;
    final Pauses pauses;
    final Notices notices;
    Management management;

    Registered(Path folder) {
        database = StateDatabase.openEmbedded(folder);
        states = new MappingStates(database);
        deadLetters = new DeadLetters(database, DeadLetterPolicy.DEFAULT);
        runs = new Runs(database);
        pauses = new Pauses(database, Map.of());
        notices = new Notices(database, false, Duration.ofSeconds(1));
        control.mappings = List.of(pilot, kiosks);
        management = start();
    }

    Management start() {
        return Management.start(control, new Records(states, deadLetters, runs, pauses, notices), Clock.systemUTC());
    }

    @Override
    public void close() {
        management.close();
        database.close();
    }
}
