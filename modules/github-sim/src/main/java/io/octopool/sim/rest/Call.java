package io.octopool.sim.rest;

import io.octopool.sim.access.Credential;
import io.octopool.sim.logs.LogLinks;
import io.octopool.sim.view.Urls;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.World;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way to a route.
 *
 * @param parameters decoded values of the template's placeholders
 */
record Call(
        World world,
        Urls urls,
        LogLinks logs,
        Credential credential,
        Media media,
        Query query,
        Map<String, String> parameters) {

    Call with(Map<String, String> values) {
        return new Call(world, urls, logs, credential, media, query, values);
    }

    /** The user who reads; null for readers that are no user. */
    @Nullable
    Account reader() {
        return credential.user().orElse(null);
    }

    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the template has no placeholder " + name);
        }
        return value;
    }

    /** A placeholder that must be a number; −1, which nothing has, where it is none. */
    long number(String name) {
        String value = parameter(name);
        return value.matches("[0-9]{1,18}") ? Long.parseLong(value) : -1;
    }
}
