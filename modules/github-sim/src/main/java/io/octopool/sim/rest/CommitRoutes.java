package io.octopool.sim.rest;

import io.octopool.sim.view.CommitView;
import io.octopool.sim.view.CompareView;
import io.octopool.sim.view.PatchText;
import io.octopool.sim.view.PullView;
import io.octopool.sim.world.Branch;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.CommitComment;
import io.octopool.sim.world.Issue;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Commits, what stands with them, branches, and commits compared. */
final class CommitRoutes {

    private CommitRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/commits", CommitRoutes::commits);
        table.add("/commits/{ref}/comments", call -> of(call, commit -> comments(call, commit)));
        table.add("/commits/{ref}/pulls", call -> of(call, commit -> pulls(call, commit)));
        table.add("/commits/{ref}/branches-where-head", call -> of(call, commit -> branchesAt(call, commit)));
        table.add("/comments/{id}", CommitRoutes::comment);
        table.add("/compare/{range+}", CommitRoutes::compare);
        table.add("/branches", call -> branches(call, branch -> true));
        table.add("/branches/{branch+}", CommitRoutes::branch);
    }

    /** The commit by any ref; it comes last, since a ref may hold slashes. */
    static void addLastTo(RouteTable<RepoCall.Handler> table) {
        table.add("/commits/{ref+}", call -> of(call, commit -> commit(call, commit)));
    }

    private static Answer commits(RepoCall call) {
        String ref = call.query().get("sha").orElse(call.repo().defaultBranch());
        return Answer.orNotFound(
                call.repo().git().resolve(ref),
                head -> Answer.list(
                        call.repo().git().log(head.sha()), commit -> view(call).listed(call.repo(), commit)));
    }

    private static Answer commit(RepoCall call, Commit commit) {
        return switch (call.media().form()) {
            case SHA -> text(call, commit.sha());
            case DIFF -> text(call, PatchText.diff(commit.files()));
            case PATCH -> text(call, PatchText.patch(List.of(commit)));
            case JSON, RAW, HTML, TEXT, FULL, OBJECT -> Answer.of(view(call).full(call.repo(), commit), commit.date());
        };
    }

    private static Answer comments(RepoCall call, Commit commit) {
        List<CommitComment> comments = CommitComment.of(call.repo()).stream()
                .filter(comment -> comment.sha().equals(commit.sha()))
                .toList();
        return Answer.list(comments, comment -> view(call).comment(call.repo(), comment));
    }

    private static Answer comment(RepoCall call) {
        return Answer.orNotFound(
                CommitComment.of(call.repo()).stream()
                        .filter(comment -> comment.id() == call.number("id"))
                        .findFirst(),
                comment -> Answer.of(view(call).comment(call.repo(), comment), comment.createdAt()));
    }

    private static Answer pulls(RepoCall call, Commit commit) {
        PullView pulls = new PullView(call.world(), call.urls(), call.repo());
        List<Issue> found = call.repo().pulls().stream()
                .filter(pull -> pulls.commits(pull).contains(commit)
                        || commit.sha().equals(pull.pullRequest().orElseThrow().mergeSha()))
                .toList();
        return Answer.list(found, pulls::listed);
    }

    private static Answer branchesAt(RepoCall call, Commit commit) {
        return branches(call, branch -> branch.sha().equals(commit.sha()));
    }

    private static Answer branches(RepoCall call, Predicate<Branch> wanted) {
        List<Branch> sorted = call.repo().git().branches().stream()
                .filter(wanted)
                .sorted(Comparator.comparing(Branch::name))
                .toList();
        return Answer.list(sorted, branch -> view(call).listed(call.repo(), branch));
    }

    private static Answer branch(RepoCall call) {
        return call.repo()
                .git()
                .branch(call.parameter("branch"))
                .map(branch -> Answer.of(view(call).full(call.repo(), branch)))
                .orElseGet(() -> new Answer.Failure(404, "Branch not found"));
    }

    /** Two dots and three say the same: what the head has and the base lacks. The owner may stand before a ref. */
    private static Answer compare(RepoCall call) {
        String spec = call.parameter("range");
        int dots = spec.indexOf("..");
        if (dots <= 0) {
            return Answer.NOT_FOUND;
        }
        boolean three = spec.startsWith("...", dots);
        Optional<Commit> base = resolve(call, spec.substring(0, dots));
        Optional<Commit> head = resolve(call, spec.substring(dots + (three ? 3 : 2)));
        if (base.isEmpty() || head.isEmpty()) {
            return Answer.NOT_FOUND;
        }
        CompareView.Range range = CompareView.Range.of(call.repo().git(), spec, base.get(), head.get());
        return switch (call.media().form()) {
            case DIFF -> text(call, PatchText.diff(range.files()));
            case PATCH -> text(call, PatchText.patch(range.ahead()));
            case JSON, RAW, HTML, TEXT, FULL, SHA, OBJECT ->
                Answer.of(new CompareView(call.world(), call.urls(), call.repo()).show(range));
        };
    }

    private static Optional<Commit> resolve(RepoCall call, String ref) {
        String own = call.repo().owner() + ":";
        return call.repo().git().resolve(ref.startsWith(own) ? ref.substring(own.length()) : ref);
    }

    static Answer text(RepoCall call, String text) {
        return new Answer.Text(call.media().contentType(), text);
    }

    private static Answer of(RepoCall call, Function<Commit, Answer> answer) {
        String ref = call.parameter("ref");
        return call.repo()
                .git()
                .resolve(ref)
                .map(answer)
                .orElseGet(() -> new Answer.Failure(422, "No commit found for SHA: " + ref));
    }

    private static CommitView view(RepoCall call) {
        return new CommitView(call.world(), call.urls());
    }
}
