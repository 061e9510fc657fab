package io.octopool.api.admin.pools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.admin.Order;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Fields;
import io.octopool.pool.policy.PolicyAmendment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body that changes a pool's policy (server spec 4.5): each field may be left out and then stays as it is. */
final class PolicyRequest {

    static final String OWNERS = "allowed_owners";
    static final String PUBLIC = "allow_public_repos";
    static final String SEARCH = "allow_search";
    static final String LOGS = "allow_logs";

    /** The fields of a policy, and what any body may have. */
    private static final Set<String> FIELDS = Order.fieldsAnd(OWNERS, PUBLIC, SEARCH, LOGS);

    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_])?");
    private static final int MAX_OWNERS = 1_000;

    private PolicyRequest() {}

    /**
     * The policy fields of a body.
     *
     * @param others fields that the body may have besides
     * @throws ApiFailure {@code invalid_request} for the first field that is unknown or of the wrong form
     */
    static PolicyAmendment of(ObjectNode body, Set<String> others) {
        Set<String> known = new HashSet<>(FIELDS);
        known.addAll(others);
        Fields.requireKnown(body, known, "A policy", "");
        return new PolicyAmendment(owners(body.get(OWNERS)), flag(body, PUBLIC), flag(body, SEARCH), flag(body, LOGS));
    }

    private static @Nullable List<String> owners(@Nullable JsonNode owners) {
        if (owners == null) {
            return null;
        }
        if (!owners.isArray() || owners.size() > MAX_OWNERS) {
            throw invalidOwners("must be a list of at most " + MAX_OWNERS + " logins.");
        }
        Set<String> logins = new LinkedHashSet<>();
        for (JsonNode owner : owners) {
            if (!owner.isTextual() || !OWNER.matcher(owner.textValue()).matches()) {
                throw invalidOwners("must be GitHub logins.");
            }
            logins.add(owner.textValue().toLowerCase(Locale.ROOT));
        }
        return new ArrayList<>(logins);
    }

    private static @Nullable Boolean flag(ObjectNode body, String name) {
        JsonNode value = body.get(name);
        if (value != null && !value.isBoolean()) {
            throw ApiError.invalidField(name, name + " must be true or false.").asFailure();
        }
        return value == null ? null : value.booleanValue();
    }

    private static ApiFailure invalidOwners(String rule) {
        return ApiError.invalidField(OWNERS, OWNERS + " " + rule).asFailure();
    }
}
