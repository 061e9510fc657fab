package io.octopool.sim.view;

import io.octopool.sim.world.Repo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses as they stand in answers: API ones point back at the simulator, pages at github.com. */
public record Urls(String base) {

    private static final String PAGES = "https://github.com";

    public String api(String path) {
        return base + path;
    }

    public String api(Repo repo, String rest) {
        return base + "/repos/" + repo.fullName() + rest;
    }

    public String page(String path) {
        return PAGES + path;
    }

    public String page(Repo repo, String rest) {
        return PAGES + "/" + repo.fullName() + rest;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
