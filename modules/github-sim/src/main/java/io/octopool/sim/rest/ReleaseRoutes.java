package io.octopool.sim.rest;

import io.octopool.sim.view.ReleaseView;
import io.octopool.sim.world.Release;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Releases and their assets; drafts for those who may push. */
final class ReleaseRoutes {

    private ReleaseRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/releases", ReleaseRoutes::list);
        table.add("/releases/latest", call -> one(call, published(call).filter(release -> !release.prerelease())));
        table.add(
                "/releases/tags/{tag}",
                call -> one(
                        call, published(call).filter(release -> release.tag().equals(call.parameter("tag")))));
        table.add("/releases/assets/{id}", ReleaseRoutes::asset);
        table.add("/releases/{id}", call -> one(call, numbered(call)));
        table.add("/releases/{id}/assets", ReleaseRoutes::assets);
    }

    private static Answer list(RepoCall call) {
        return Answer.list(visible(call).toList(), release -> view(call).release(call.repo(), release));
    }

    private static Answer one(RepoCall call, Stream<Release> wanted) {
        return Answer.orNotFound(
                wanted.findFirst(),
                release -> Answer.of(view(call).release(call.repo(), release), release.publishedAt()));
    }

    private static Answer assets(RepoCall call) {
        return Answer.orNotFound(
                numbered(call).findFirst(),
                release -> Answer.list(release.assets(), asset -> view(call).asset(call.repo(), release, asset)));
    }

    private static Answer asset(RepoCall call) {
        long id = call.number("id");
        Function<Release, Optional<Answer>> answer = release -> release.assets().stream()
                .filter(asset -> asset.id() == id)
                .findFirst()
                .map(asset -> Answer.of(view(call).asset(call.repo(), release, asset)));
        return visible(call)
                .flatMap(release -> answer.apply(release).stream())
                .findFirst()
                .orElse(Answer.NOT_FOUND);
    }

    private static Stream<Release> numbered(RepoCall call) {
        return visible(call).filter(release -> release.id() == call.number("id"));
    }

    private static Stream<Release> published(RepoCall call) {
        return visible(call).filter(release -> !release.draft());
    }

    /** Newest first. */
    private static Stream<Release> visible(RepoCall call) {
        boolean drafts = call.call().credential().mayPush(call.repo());
        List<Release> newestFirst = call.repo().releases().reversed();
        return newestFirst.stream().filter(release -> drafts || !release.draft());
    }

    private static ReleaseView view(RepoCall call) {
        return new ReleaseView(call.world(), call.urls());
    }
}
