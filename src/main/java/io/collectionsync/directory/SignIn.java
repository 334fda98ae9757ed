package io.collectionsync.directory;

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
}
