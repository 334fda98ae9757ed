package io.collectionsync.membership;

/** Whether a person has to look at a mapping. Administrators are told when this changes, not at each run. */
public enum AlertState {
    GOOD,
    HELD,
    FAILED;

    /**
     * @return {@link #FAILED} for Partial Success too: a wanted change is missing; {@link #GOOD} where changes are only
     *     planned, as both sides could be read and nothing is held
     */
    public static AlertState of(Status status) {
        return switch (status) {
            case SUCCESS, IN_PROGRESS -> GOOD;
            case HELD -> HELD;
            case PARTIAL_SUCCESS, FAILED -> FAILED;
        };
    }
}
