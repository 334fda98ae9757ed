package io.collectionsync.management;

import io.collectionsync.state.MappingStates;
import io.collectionsync.state.Notices;
import io.collectionsync.state.Pauses;
import io.collectionsync.state.Runs;
import io.collectionsync.state.deadletter.DeadLetters;

/**
 * What the MBeans read and write of the state database.
 *
 * @param states      last known state of each mapping
 * @param deadLetters changes that could not be applied
 * @param runs        runs on record
 * @param pauses      what nothing is written for
 * @param notices     what administrators are told
 */
public record Records(MappingStates states, DeadLetters deadLetters, Runs runs, Pauses pauses, Notices notices) {}
