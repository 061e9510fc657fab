package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A gist of one file. A secret one is in no list but its owner's, and answers to all who know its id. */
public record Gist(String id, String owner, boolean isPublic, RepoFile file, Instant createdAt) {

    /** The gists of a user: one public, one secret. */
    public static List<Gist> of(Account user) {
        return List.of(gist(user, true), gist(user, false));
    }

    /** The gist of that id. */
    public static Optional<Gist> find(World world, String id) {
        return world.users().stream()
                .flatMap(user -> of(user).stream())
                .filter(gist -> gist.id().equals(id))
                .findFirst();
    }

    private static Gist gist(Account user, boolean isPublic) {
        String kind = isPublic ? "public" : "secret";
        String id = Ids.sha(kind + " gist of " + user.login()).substring(0, 20);
        RepoFile file = new RepoFile(kind + ".md", "# A " + kind + " gist of " + user.name() + "\n");
        return new Gist(id, user.login(), isPublic, file, user.createdAt());
    }
}
