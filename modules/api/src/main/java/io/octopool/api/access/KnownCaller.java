package io.octopool.api.access;

/**
 * Who makes a request, proven by a token.
 *
 * @param entityId the id of the {@code Caller} entity that vouched for the token
 * @param callerId the caller's id in tables
 * @param githubLogin the caller's login
 * @param tokenId the client token's id
 * @param clientName the client that the token belongs to, normalised
 */
public record KnownCaller(String entityId, String callerId, String githubLogin, String tokenId, String clientName) {}
