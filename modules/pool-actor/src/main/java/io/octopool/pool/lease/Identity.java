package io.octopool.pool.lease;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub credential held by the server, by reference: the secret itself never enters an entity (server spec 8.1).
 *
 * @param id unique name within the pool
 * @param kind {@value #PAT}; GitHub Apps extend this
 * @param login the GitHub login the credential belongs to
 * @param githubUserId numeric id of that login: the budget owner (github-rules B1)
 * @param secretRef name of the configured secret
 * @param installationId installation of a GitHub App, null for a PAT
 * @param weight share of the load relative to other identities; 100 is ordinary
 * @param status {@value #ACTIVE} or {@value #DISABLED}
 * @param scopes where it may be used
 */
public record Identity(
        String id,
        String kind,
        String login,
        long githubUserId,
        String secretRef,
        @Nullable Long installationId,
        int weight,
        String status,
        List<IdentityScope> scopes) {

    public static final String PAT = "pat";
    public static final String GITHUB_APP = "github_app";
    public static final String ACTIVE = "active";
    public static final String DISABLED = "disabled";

    public Identity {
        scopes = List.copyOf(scopes);
    }

    @JsonIgnore
    public boolean isActive() {
        return status.equals(ACTIVE);
    }

    /** Whose budget a call with this identity spends: credentials of one GitHub user are one budget. */
    public String budgetOwner() {
        return installationId == null ? "user:" + githubUserId : "installation:" + installationId;
    }
}
