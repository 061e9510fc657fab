package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.view.RepoView;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.World;

/** Repositories inside other answers carry what the reader may do there, for readers that are users. */
final class NestedRepos {

    private NestedRepos() {}

    static void grant(JsonNode answer, World world, RepoView view, Account reader) {
        answer.forEach(child -> walk(child, world, view, reader));
    }

    private static void walk(JsonNode json, World world, RepoView view, Account reader) {
        if (json instanceof ObjectNode object && object.path("full_name").isTextual() && object.has("private")) {
            world.repo(object.path("id").asLong()).ifPresent(repo -> view.grant(object, repo, reader));
        }
        json.forEach(child -> walk(child, world, view, reader));
    }
}
