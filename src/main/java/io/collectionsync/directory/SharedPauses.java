package io.collectionsync.directory;

import java.time.Instant;

/** What processes that ask the same tenants tell each other. Thread-safe. */
public interface SharedPauses {

    /**
     * @param tenant name of the tenant
     * @return until when Graph wants to be left alone, whichever process it has told; in the past where it does not
     */
    Instant until(String tenant);

    /**
     * @param tenant name of the tenant
     * @param until  what Graph has asked of this process
     */
    void extend(String tenant, Instant until);
}
