/**
 * Signing in to Entra: certificates, secrets and managed identities, access tokens, and the application permissions
 * that they carry. What touches a credential or a token belongs here and nowhere else. No token leaves this package
 * except on a request, inside the HTTP client.
 */
package io.collectionsync.graph.auth;
