package io.collectionsync.graph;

import io.collectionsync.graph.throttle.RuntimeStopping;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the client of Graph needs of a tenant's tokens. */
public interface SignIn {

    /**
     * @return the number of the token that the tenant has now, for {@link #renew}
     * @throws GraphFault if it cannot be had; one line with the fix, without any secret
     * @throws RuntimeStopping     if the runtime stops meanwhile
     */
    int ensure(String tenant);

    /**
     * Graph refused a token with 401: fetches a new one, past the cache, where nobody has done so meanwhile.
     *
     * @param refused number of the token that the refused request was admitted with
     * @return whether the tenant has another token now, so that one more attempt makes sense
     * @throws GraphFault if a new one cannot be had
     * @throws RuntimeStopping     if the runtime stops meanwhile
     */
    boolean renew(String tenant, int refused);

    /**
     * @param enough whether these application permissions will do. If not, and the token was not issued just now, a new
     *               one is asked for: somebody may have granted more meanwhile
     * @return the permissions that the tenant's token grants; empty where it does not tell
     * @throws GraphFault if a new token cannot be had
     */
    Optional<Set<String>> granted(String tenant, Predicate<Set<String>> enough);
}
