package io.collectionsync.management;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the MBeans ask of the runtime. */
public interface Control {

    /**
     * Carries out a run through the same routes as the schedule.
     *
     * @throws IllegalStateException if the run as a whole could not be carried out; one line, no secret
     */
    RunReport run(RunRequest request);

    /**
     * A run over everything that is free, about to begin.
     *
     * @param request what it is over; no names where that is every enabled mapping
     * @param work    carries it out, to be called once; fails as {@link Control#run} does
     */
    record Prepared(RunRequest request, Runnable work) {}

    /**
     * Takes the tenants that no run over everything is busy with for another one.
     *
     * @param trigger who asks for it
     * @return the run; empty when every tenant is busy
     */
    Optional<Prepared> prepare(Trigger trigger);

    /**
     * Begins a run that releases a held plan of one group as it was shown, and does not wait for its end.
     *
     * @param hash  at least eight digits of the plan's hash
     * @param group the group that it must be of
     * @param by    who approves
     * @return the run's id
     * @throws IllegalStateException if it cannot be approved; one line
     */
    String approve(String hash, UUID group, String by);

    /** @return the runs that this process carries out at this moment */
    Collection<Run> running();

    /** @return every mapping as {@code config/mappings.yaml} has it now, disabled ones included */
    List<Mapping> mappings();

    /** Reads {@code config/mappings.yaml} again even if it seems unchanged. */
    void reloadMappings();

    /** @return what is wrong with {@code config/mappings.yaml}; null when it is in use */
    String mappingsFault();

    /** @return whether changes are sent */
    boolean isApplyEnabled();

    /** @return each tenant of the settings as it is now */
    default List<TenantState> tenants() {
        return List.of();
    }

    /** @return one line for each tenant of an enabled mapping whose last request for a token failed, or had none yet */
    default List<String> tokenFaults() {
        return List.of();
    }
}
