package io.octopool.sim.rest;

import io.octopool.sim.view.CommitView;
import io.octopool.sim.view.ContentView;
import io.octopool.sim.view.ReleaseView;
import io.octopool.sim.view.RepoView;
import io.octopool.sim.world.Branch;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Release;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.RepoFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The repository itself, its commits, branches, files and releases. */
final class RepoRoutes {

    private RepoRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("", RepoRoutes::view);
        table.add("/commits", RepoRoutes::commits);
        table.add("/branches", RepoRoutes::branches);
        table.add("/branches/{branch+}", RepoRoutes::branch);
        table.add("/contents", call -> contents(call, ""));
        table.add("/contents/{path+}", call -> contents(call, call.parameter("path")));
        table.add("/readme", call -> contents(call, "README.md"));
        table.add("/releases", RepoRoutes::releases);
        table.add("/releases/latest", call -> release(call, newest(call.repo())));
        table.add("/releases/tags/{tag}", call -> release(call, tagged(call.repo(), call.parameter("tag"))));
        table.add("/releases/{id}", call -> release(call, numbered(call.repo(), call.number("id"))));
    }

    /** The rest of the commit routes; they come last, since a ref may hold slashes. */
    static void addCommitsTo(RouteTable<RepoCall.Handler> table) {
        table.add("/commits/{ref+}", RepoRoutes::commit);
    }

    private static Answer view(RepoCall call) {
        RepoView view = new RepoView(call.world(), call.urls());
        return Answer.of(
                view.full(call.repo(), call.call().credential().user().orElse(null)),
                call.repo().updatedAt());
    }

    private static Answer commits(RepoCall call) {
        String ref = call.query().get("sha").orElse(call.repo().defaultBranch());
        CommitView view = new CommitView(call.world(), call.urls());
        return Answer.orNotFound(
                call.repo().git().resolve(ref),
                head -> Answer.list(call.repo().git().log(head.sha()), commit -> view.listed(call.repo(), commit)));
    }

    private static Answer commit(RepoCall call) {
        String ref = call.parameter("ref");
        Optional<Commit> found = call.repo().git().resolve(ref);
        CommitView view = new CommitView(call.world(), call.urls());
        return found.map(commit -> Answer.of(view.full(call.repo(), commit), commit.date()))
                .orElseGet(() -> new Answer.Failure(422, "No commit found for SHA: " + ref));
    }

    private static Answer branches(RepoCall call) {
        CommitView view = new CommitView(call.world(), call.urls());
        List<Branch> sorted = call.repo().git().branches().stream()
                .sorted(Comparator.comparing(Branch::name))
                .toList();
        return Answer.list(sorted, branch -> view.listed(call.repo(), branch));
    }

    private static Answer branch(RepoCall call) {
        CommitView view = new CommitView(call.world(), call.urls());
        return call.repo()
                .git()
                .branch(call.parameter("branch"))
                .map(branch -> Answer.of(view.full(call.repo(), branch)))
                .orElseGet(() -> new Answer.Failure(404, "Branch not found"));
    }

    private static Answer contents(RepoCall call, String path) {
        Repo repo = call.repo();
        String ref = call.query().get("ref").orElse(repo.defaultBranch());
        if (repo.git().resolve(ref).isEmpty()) {
            return new Answer.Failure(404, "No commit found for the ref " + ref);
        }
        ContentView view = new ContentView(call.urls());
        Optional<RepoFile> file = repo.git().files().stream()
                .filter(one -> one.path().equals(path))
                .findFirst();
        if (file.isPresent()) {
            return Answer.of(view.file(repo, ref, file.get()), repo.createdAt());
        }
        return Answer.orNotFound(view.directory(repo, ref, path), Answer::of);
    }

    private static Answer releases(RepoCall call) {
        ReleaseView view = new ReleaseView(call.world(), call.urls());
        return Answer.list(call.repo().releases().reversed(), release -> view.release(call.repo(), release));
    }

    private static Answer release(RepoCall call, Optional<Release> found) {
        ReleaseView view = new ReleaseView(call.world(), call.urls());
        return Answer.orNotFound(
                found, release -> Answer.of(view.release(call.repo(), release), release.publishedAt()));
    }

    private static Optional<Release> newest(Repo repo) {
        return repo.releases().reversed().stream()
                .filter(release -> !release.prerelease())
                .findFirst();
    }

    private static Optional<Release> tagged(Repo repo, String tag) {
        return repo.releases().stream()
                .filter(release -> release.tag().equals(tag))
                .findFirst();
    }

    private static Optional<Release> numbered(Repo repo, long id) {
        return repo.releases().stream().filter(release -> release.id() == id).findFirst();
    }
}
