package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.view.ContentView;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.RepoFile;
import java.util.Optional;

/** Files and directories. */
final class ContentRoutes {

    private ContentRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/contents", call -> contents(call, ""));
        table.add("/contents/{path+}", call -> contents(call, call.parameter("path")));
        table.add("/readme", call -> contents(call, "README.md"));
        table.add("/readme/{path+}", call -> contents(call, call.parameter("path") + "/README.md"));
        table.add("/license", ContentRoutes::license);
    }

    private static Answer contents(RepoCall call, String path) {
        Repo repo = call.repo();
        String ref = call.query().get("ref").orElse(repo.defaultBranch());
        if (repo.git().resolve(ref).isEmpty()) {
            return new Answer.Failure(404, "No commit found for the ref " + ref);
        }
        ContentView view = new ContentView(call.urls());
        Optional<RepoFile> file = file(repo, path);
        if (file.isPresent()) {
            return switch (call.media().form()) {
                case RAW -> CommitRoutes.text(call, file.get().text());
                case HTML ->
                    CommitRoutes.text(
                            call, "<article>" + BodyForms.html(file.get().text()) + "</article>");
                case JSON, TEXT, FULL, DIFF, PATCH, SHA, OBJECT ->
                    Answer.of(view.file(repo, ref, file.get()), repo.createdAt());
            };
        }
        return Answer.orNotFound(view.directory(repo, ref, path), Answer::of);
    }

    private static Answer license(RepoCall call) {
        Repo repo = call.repo();
        return Answer.orNotFound(file(repo, "LICENSE"), file -> {
            if (call.media().is(Media.Form.RAW)) {
                return CommitRoutes.text(call, file.text());
            }
            ObjectNode json = new ContentView(call.urls()).file(repo, repo.defaultBranch(), file);
            ObjectNode license = JsonNodeFactory.instance
                    .objectNode()
                    .put("key", "mit")
                    .put("name", "MIT License")
                    .put("spdx_id", "MIT")
                    .put("url", call.urls().api("/licenses/mit"));
            json.set("license", license);
            return Answer.of(json, repo.createdAt());
        });
    }

    private static Optional<RepoFile> file(Repo repo, String path) {
        return repo.git().files().stream()
                .filter(one -> one.path().equals(path))
                .findFirst();
    }
}
