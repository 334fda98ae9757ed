package io.collectionsync.diagnose;

import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Unresolved.Reason;
import io.collectionsync.state.MappingStates;
import io.collectionsync.state.deadletter.DeadLetter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Says what the next run will do with one device in one group. */
final class NextStep {

    private final Mapping mapping;
    private final String unless;
    private final MemberIds wanted;
    private final MappingStates states;

    /**
     * @param isPaused whether nothing is written for the mapping
     * @param wanted   the objects that the records of this device ask for in this group
     */
    NextStep(Mapping mapping, boolean applyEnabled, boolean isPaused, MemberIds wanted, MappingStates states) {
        this.mapping = mapping;
        this.unless =
                !applyEnabled ? ", were apply.enabled not false" : isPaused ? ", were the mapping not paused" : "";
        this.wanted = wanted;
        this.states = states;
    }

    String of(List<DirectoryDevice> devices, Reason reason, boolean inCollection, boolean inGroup, DeadLetter letter) {
        if (!mapping.enabled()) {
            return "nothing: the mapping is not enabled";
        }
        boolean asked = devices.stream().anyMatch(device -> wanted.contains(device.objectId()));
        if (asked) {
            return inGroup ? "stays" : change("is added by the next run", letter);
        }
        if (reason == Reason.AMBIGUOUS && inCollection) {
            return "nothing: " + reason.meaning();
        }
        if (inGroup) {
            return leave(devices, letter);
        }
        return inCollection && reason != null ? "is not added: " + reason.meaning() : "nothing";
    }

    private String leave(List<DirectoryDevice> devices, DeadLetter letter) {
        if (devices.stream().anyMatch(device -> mapping.keep().contains(device.objectId()))) {
            return "stays: it stands under keep";
        }
        if (mapping.foreignMembers() == ForeignMembers.KEEP) {
            var everDesired = states.everDesired(mapping.group());
            if (devices.stream().noneMatch(device -> everDesired.contains(device.objectId()))) {
                return "stays: foreign-members is keep, and no collection of this mapping ever held it";
            }
        }
        return change("is removed by the next run, unless the guard holds it", letter);
    }

    private String change(String words, DeadLetter letter) {
        if (letter == null) {
            return words + unless;
        }
        return letter.state() == DeadLetter.State.PARKED
                ? "waits as a dead letter whose attempts are spent: dead-letters replay" + unless
                : "waits as a dead letter until " + letter.attempts().next().truncatedTo(ChronoUnit.SECONDS) + unless;
    }
}
