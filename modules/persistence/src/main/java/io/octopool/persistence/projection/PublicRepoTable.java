package io.octopool.persistence.projection;

import static io.octopool.persistence.projection.StatementRun.indexed;

import io.octopool.pool.events.RepoVisibilityEvent;
import io.octopool.pool.events.RepoVisibilityEvent.ProofForgotten;
import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import java.sql.SQLException;

/**
 * {@code github_public_repos}: the verdict on each repository with its generation. A proof that merely repeats the last one is
 * written every half hour, so {@code checked_at} and {@code expires_at} may lag behind what the entity knows: a row says when a
 * proof has certainly run out only once the entity was asked ({@code RepoVisibility.Forget}).
 */
final class PublicRepoTable implements Tables<RepoVisibilityEvent> {

    private static final String PUT_PROOF = """
            merge into github_public_repos as t
            using (values (cast(? as varchar), cast(? as varchar), cast(? as smallint), cast(? as bigint),
                cast(? as timestamp with time zone), cast(? as timestamp with time zone)))
              as s (owner, repo, is_public, generation, checked_at, expires_at)
            on t.owner = s.owner and t.repo = s.repo
            when matched then update set is_public = s.is_public, generation = s.generation,
              checked_at = s.checked_at, expires_at = s.expires_at
            when not matched then insert (owner, repo, is_public, generation, checked_at, expires_at)
              values (s.owner, s.repo, s.is_public, s.generation, s.checked_at, s.expires_at)
            """;

    private static final String DROP_PROOF = "delete from github_public_repos where owner = ? and repo = ?";

    @Override
    public void project(Journalled<? extends RepoVisibilityEvent> written, StatementRun run) throws SQLException {
        RepoVisibilityEvent event = written.event();
        switch (event) {
            case VisibilityProved proved ->
                run.add(
                        PUT_PROOF,
                        indexed(proved.owner()),
                        indexed(proved.repo()),
                        proved.isPublic(),
                        proved.generation(),
                        proved.checkedAt(),
                        proved.expiresAt());
            case ProofForgotten forgotten -> run.add(DROP_PROOF, indexed(forgotten.owner()), indexed(forgotten.repo()));
        }
    }
}
