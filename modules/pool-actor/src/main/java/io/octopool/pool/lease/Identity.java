package io.octopool.pool.lease;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub credential held by the server, by reference: the secret itself never enters an entity (server spec 8.1).
 *
 * @param id unique name within the pool
 * @param kind {@value #PAT} or {@value #GITHUB_APP}
 * @param login the GitHub login the credential belongs to; of a GitHub App any name that people know it by
 * @param githubUserId numeric id of that login, 0 for a GitHub App: a PAT's budget owner (github-rules B1)
 * @param secretRef name of the configured secret: the PAT, or the App's private key
 * @param installationId installation of a GitHub App, null for a PAT
 * @param appId id or client id of a GitHub App where it is not the one that the server is configured with, else null
 * @param weight share of the load relative to other identities; 100 is ordinary; one with 0 is leased only when no other candidate, open
 *     ones included, is usable, and it is never preferred for the sake of what it read before
 * @param reserve percent of the owner's limit that the pool leaves to its owner; of several identities of one owner the largest holds
 * @param share percent of the owner's limit that the pool may spend with this identity in one window
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
        @Nullable String appId,
        int weight,
        int reserve,
        int share,
        String status,
        List<IdentityScope> scopes) {

    public static final String PAT = "pat";
    public static final String GITHUB_APP = "github_app";
    public static final String ACTIVE = "active";
    public static final String DISABLED = "disabled";

    /** The share that leaves nothing out. */
    public static final int FULL_SHARE = 100;

    private static final int RESERVE_OF_PERSON = 10;

    public Identity {
        scopes = List.copyOf(scopes);
    }

    /** The reserve where none is asked for, in percent: a person keeps some of their own quota, an installation has no other use. */
    public static int usualReserve(String kind) {
        return kind.equals(PAT) ? RESERVE_OF_PERSON : 0;
    }

    @JsonIgnore
    public boolean isActive() {
        return status.equals(ACTIVE);
    }

    /**
     * Whether it may be used nowhere: an App without a scope that names an owner. Its token cannot be narrowed, and would read
     * all of its installation (server spec 17.1 item 9).
     */
    public boolean servesNothing() {
        return kind.equals(GITHUB_APP)
                && scopes.stream().allMatch(scope -> scope.owner().equals(IdentityScope.ANY_OWNER));
    }

    /**
     * The repositories that its scopes name, without their owners; empty unless all of them name one. What an installation
     * token is narrowed to, unless the identity {@linkplain #servesNothing() serves nothing}.
     */
    public Set<String> repositories() {
        return scopes.stream().allMatch(scope -> scope.repo() != null)
                ? scopes.stream()
                        .flatMap(scope -> Stream.ofNullable(scope.repo()))
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    Identity withStatus(String other) {
        return new Identity(
                id, kind, login, githubUserId, secretRef, installationId, appId, weight, reserve, share, other, scopes);
    }

    /** Whether what GitHub said of the credential of the one holds for the other: they name the same, and it is of the same owner. */
    boolean hasCredentialOf(Identity other) {
        return budgetOwner().equals(other.budgetOwner())
                && secretRef.equals(other.secretRef)
                && Objects.equals(appId, other.appId);
    }

    /** Whose budget a call with this identity spends: credentials of one GitHub user are one budget. */
    public String budgetOwner() {
        return installationId == null ? "user:" + githubUserId : "installation:" + installationId;
    }
}
