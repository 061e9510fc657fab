package io.octopool.sim.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.apps.Installations;
import io.octopool.sim.calls.CallReport;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Installations of the App, as the control API changes and reports them. */
final class InstallationBody {

    private static final String SUSPENDED = "suspended";
    private static final String DELETED = "deleted";
    private static final String PERMISSIONS = "permissions";
    private static final Set<String> LEVELS = Set.of("read", "write", "admin");

    private InstallationBody() {}

    static ObjectNode apply(long id, ControlBody body, Installations installations) {
        body.allowOnly(Set.of(SUSPENDED, DELETED, PERMISSIONS));
        Installations.Standing standing = installations.change(
                id,
                new Installations.Change(
                        Optional.ofNullable(body.flag(SUSPENDED)),
                        Optional.ofNullable(body.flag(DELETED)),
                        permissions(body)));
        ObjectNode answer = ControlBody.newObject()
                .put("id", id)
                .put(SUSPENDED, standing.suspended())
                .put(DELETED, standing.deleted());
        answer.set(PERMISSIONS, ControlBody.tree(standing.permissions()));
        return answer;
    }

    static ObjectNode show(CallReport report) {
        ObjectNode json = ControlBody.newObject();
        report.installations().forEach((id, minting) -> {
            ObjectNode one = json.putObject(Long.toString(id)).put("tokens_minted", minting.tokensMinted());
            one.set(PERMISSIONS, ControlBody.tree(minting.permissions()));
            one.set("repositories", ControlBody.tree(minting.repositories()));
        });
        return json;
    }

    private static Optional<Map<String, String>> permissions(ControlBody body) {
        if (body.object(PERMISSIONS).isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> permissions = body.texts(PERMISSIONS);
        if (!LEVELS.containsAll(permissions.values())) {
            throw ControlException.field(PERMISSIONS, "must have the levels read, write or admin");
        }
        return Optional.of(permissions);
    }
}
