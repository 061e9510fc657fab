package io.octopool.sim.rest;

import io.octopool.sim.view.GitView;
import io.octopool.sim.world.GitHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects and refs of git itself. */
final class GitRoutes {

    private GitRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/git/blobs/{sha}", GitRoutes::blob);
        table.add("/git/commits/{sha}", GitRoutes::commit);
        table.add("/git/tags/{sha}", GitRoutes::tag);
        table.add("/git/trees/{sha}", GitRoutes::tree);
        table.add("/git/ref/{ref+}", GitRoutes::ref);
        table.add("/git/matching-refs/{ref+}", GitRoutes::matchingRefs);
    }

    private static Answer blob(RepoCall call) {
        String sha = call.parameter("sha");
        return Answer.orNotFound(
                GitView.content(call.repo(), sha),
                bytes -> call.media().is(Media.Form.RAW)
                        ? CommitRoutes.text(call, new String(bytes, StandardCharsets.UTF_8))
                        : Answer.of(view(call).blob(sha, bytes)));
    }

    private static Answer commit(RepoCall call) {
        return Answer.orNotFound(
                call.repo().git().resolve(call.parameter("sha")),
                commit -> Answer.of(view(call).commit(commit), commit.date()));
    }

    private static Answer tag(RepoCall call) {
        return Answer.orNotFound(
                call.repo().git().tags().entrySet().stream()
                        .filter(tag -> GitView.isAnnotated(tag.getKey()))
                        .filter(tag -> GitView.tagSha(call.repo(), tag.getKey()).equals(call.parameter("sha")))
                        .findFirst(),
                tag -> Answer.of(view(call).tag(tag.getKey(), tag.getValue())));
    }

    private static Answer tree(RepoCall call) {
        String sha = call.parameter("sha");
        boolean recursive = call.query().get("recursive").isPresent();
        return Answer.orNotFound(
                GitView.directory(call.repo(), sha),
                directory -> Answer.of(view(call).tree(sha, directory, recursive)));
    }

    private static Answer ref(RepoCall call) {
        String name = "refs/" + call.parameter("ref");
        String sha = refs(call).get(name);
        return sha == null ? Answer.NOT_FOUND : Answer.of(view(call).ref(name, sha));
    }

    private static Answer matchingRefs(RepoCall call) {
        String prefix = "refs/" + call.parameter("ref");
        List<Map.Entry<String, String>> matching = refs(call).entrySet().stream()
                .filter(ref -> ref.getKey().startsWith(prefix))
                .toList();
        return Answer.list(matching, ref -> view(call).ref(ref.getKey(), ref.getValue()));
    }

    private static Map<String, String> refs(RepoCall call) {
        GitHistory git = call.repo().git();
        Map<String, String> refs = new TreeMap<>();
        git.branches().forEach(branch -> refs.put("refs/heads/" + branch.name(), branch.sha()));
        git.tags().forEach((tag, sha) -> refs.put("refs/tags/" + tag, sha));
        return refs;
    }

    private static GitView view(RepoCall call) {
        return new GitView(call.world(), call.urls(), call.repo());
    }
}
