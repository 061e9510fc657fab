package io.octopool.sim.rest;

import io.octopool.sim.view.Urls;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;

/** A call to a route under a repository that the reader may see. */
record RepoCall(Call call, Repo repo) {

    /** Answers a call. */
    interface Handler {
        Answer answer(RepoCall call);
    }

    World world() {
        return call.world();
    }

    Urls urls() {
        return call.urls();
    }

    Media media() {
        return call.media();
    }

    Query query() {
        return call.query();
    }

    String parameter(String name) {
        return call.parameter(name);
    }

    long number(String name) {
        return call.number(name);
    }
}
