package io.octopool.persistence.query;

/**
 * Whose token it is: what addresses the caller's entity.
 *
 * @param callerId the caller's id
 * @param orgLogin the organisation the caller was enrolled for
 * @param githubUserId GitHub's number of the caller
 */
public record TokenOwner(String callerId, String orgLogin, long githubUserId) {}
