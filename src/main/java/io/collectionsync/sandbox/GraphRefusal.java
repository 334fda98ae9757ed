package io.collectionsync.sandbox;

import java.util.Map;

/** An error answer of Graph, thrown by whatever finds the fault. Texts: fact sheet 2.2, captured where said there. */
final class GraphRefusal extends RuntimeException {

    private final int status;
    private final String code;
    private final Map<String, String> headers;

    GraphRefusal(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    GraphRefusal(int status, String code, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    static GraphRefusal badRequest(String message) {
        return new GraphRefusal(400, "Request_BadRequest", message);
    }

    static GraphRefusal unsupportedQuery(String message) {
        return new GraphRefusal(400, "Request_UnsupportedQuery", message);
    }

    static GraphRefusal malformed(String message) {
        return new GraphRefusal(400, "BadRequest", message);
    }

    static GraphRefusal notFound(Object id) {
        return new GraphRefusal(
                404,
                "Request_ResourceNotFound",
                "Resource '" + id
                        + "' does not exist or one of its queried reference-property objects are not present.");
    }

    static GraphRefusal notReplicated() {
        return badRequest("The source resource object or one of the objects being referenced don't exist.");
    }

    static GraphRefusal alreadyExist() {
        return badRequest("One or more added object references already exist for the following modified properties:"
                + " 'members'.");
    }

    static GraphRefusal doNotExist() {
        return badRequest("One or more removed object references do not exist for the following modified properties:"
                + " 'members'.");
    }

    static GraphRefusal insufficientPrivileges() {
        return new GraphRefusal(
                403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    }

    static GraphRefusal restrictedUnit() {
        return new GraphRefusal(
                403,
                "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation."
                        + " Target object is a member of a restricted management administrative unit and can only be modified"
                        + " by administrators scoped to that administrative unit. Check that you are assigned a role that has"
                        + " permission to perform the operation for this restricted management administrative unit. Learn more:"
                        + " https://go.microsoft.com/fwlink/?linkid=2197831");
    }

    static GraphRefusal rolesMissing() {
        return new GraphRefusal(403, "Authorization_RequestDenied", "Required roles claim values are not provided");
    }

    static GraphRefusal quotaExceeded(long wanted, int quota) {
        return new GraphRefusal(
                403,
                "Directory_QuotaExceeded",
                "Unable to perform operation as '" + wanted + "' would exceed the maximum quota count '" + quota
                        + "' for forward-link members.");
    }

    static GraphRefusal concurrency() {
        return new GraphRefusal(
                409,
                "Directory_ConcurrencyViolation",
                "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.");
    }

    static GraphRefusal tokenMalformed() {
        return new GraphRefusal(
                401, "InvalidAuthenticationToken", "CompactToken parsing failed with error code: 80049217");
    }

    static GraphRefusal tokenExpired() {
        return new GraphRefusal(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.");
    }

    static GraphRefusal identityNotFound() {
        return new GraphRefusal(
                401,
                "Authorization_IdentityNotFound",
                "The identity of the calling application could not be established.");
    }

    static GraphRefusal unknownPath() {
        return new GraphRefusal(404, "UnknownError", "");
    }

    static GraphRefusal pageTokenExpired() {
        return new GraphRefusal(
                400,
                "Directory_ExpiredPageToken",
                "The specified page token value has expired and is no longer valid.");
    }

    /** Its 429 body is the captured one of section 7. */
    static GraphRefusal throttled(Map<String, String> headers) {
        return new GraphRefusal(429, "TooManyRequests", "Please retry again later.", headers);
    }
}
