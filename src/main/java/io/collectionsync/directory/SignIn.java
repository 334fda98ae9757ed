package io.collectionsync.directory;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the door to Graph needs of a tenant's tokens. */
public interface SignIn {

    /** @throws DirectoryFault if the tenant's token cannot be had; one line with the mend, without any secret */
    void ensure(String tenant);

    /**
     * Graph refused the token with 401: fetches a new one, past the cache.
     *
     * @return whether the new token is another one, so that one more attempt makes sense
     */
    boolean renew(String tenant);

    /**
     * @param enough whether these application permissions will do. If not, and the token was not issued just now, a new
     *               one is asked for: somebody may have granted more meanwhile
     * @return the permissions that the tenant's token grants; empty where it does not tell
     * @throws DirectoryFault if a new token cannot be had
     */
    Optional<Set<String>> granted(String tenant, Predicate<Set<String>> enough);
}
