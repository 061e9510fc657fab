package io.octopool.sim.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.access.Tokens;
import io.octopool.sim.apps.Installations;
import java.util.Optional;
import java.util.Set;

/** Tokens, as the control API changes them: named, never sent. */
final class TokenBody {

    private static final String INSTALLATION = "installation:";

    private TokenBody() {}

    static ObjectNode apply(String name, ControlBody body, Tokens tokens, Installations installations) {
        body.allowOnly(Set.of("revoked", "forbidden", "sso"));
        Tokens.Standing before = tokens.standing(name);
        boolean revoked = Optional.ofNullable(body.flag("revoked")).orElse(before.revoked());
        boolean several = name.startsWith(INSTALLATION);
        Tokens.Standing after = new Tokens.Standing(
                revoked && !several,
                body.list("forbidden").orElse(before.forbidden()),
                body.list("sso").orElse(before.sso()));
        tokens.put(name, after);
        if (revoked && several) {
            installations.revokeTokens(Long.parseLong(name.substring(INSTALLATION.length())));
        }
        ObjectNode answer = ControlBody.newObject().put("name", name).put("revoked", after.revoked());
        answer.set("forbidden", ControlBody.tree(after.forbidden()));
        answer.set("sso", ControlBody.tree(after.sso()));
        return answer;
    }
}
