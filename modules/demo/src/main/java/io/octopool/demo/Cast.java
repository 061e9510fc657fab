package io.octopool.demo;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Three people with a token each, and a pool with two identities behind them. */
record Cast(Map<String, String> tokens) {

    private static final List<String> PEOPLE = List.of("alice", "bob", "carol");

    Cast {
        tokens = Map.copyOf(tokens);
    }

    /** Provisions everything through the public admin API. */
    static Cast provision(Relay relay, String adminToken) throws IOException, InterruptedException {
        for (String owner : List.of("alice", "bob")) {
            relay.post(
                    "/v1/admin/pools/maintainers/identities",
                    adminToken,
                    Map.of(
                            "id",
                            "pat_" + owner,
                            "login",
                            owner,
                            "secret_ref",
                            "OCTOPOOL_PAT_" + owner.toUpperCase(java.util.Locale.ROOT),
                            "scopes",
                            List.of(Map.of("owner", "octo-org"), Map.of("owner", "*"))),
                    201);
        }
        Map<String, String> tokens = new HashMap<>();
        for (String person : PEOPLE) {
            tokens.put(
                    person,
                    relay.post(
                                    "/v1/admin/callers",
                                    adminToken,
                                    Map.of("pool", "maintainers", "github_login", person),
                                    201)
                            .path("token")
                            .asText());
        }
        return new Cast(tokens);
    }

    String token(String person) {
        String token = tokens.get(person);
        if (token == null) {
            throw new IllegalStateException("nobody is called " + person);
        }
        return token;
    }
}
