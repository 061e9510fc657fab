package io.octopool.sim.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.quota.Quota;
import io.octopool.sim.quota.Resource;
import io.octopool.sim.settings.LiveSettings;
import io.octopool.sim.settings.SecondaryLimit;
import io.octopool.sim.settings.SecondaryLimit.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Limits of single owners, as {@code PATCH /_sim/settings} sets them. */
final class LimitBody {

    private static final String OWNER = "(user|app):[A-Za-z0-9_.-]{1,100}|installation:[1-9][0-9]{0,17}|ip";
    private static final int MOST_UNITS = 1_000_000_000;
    private static final long LONGEST_SECONDS = 366L * 24 * 3600;

    /** One owner: its limit becomes this if it is to change, and so much of its budgets remains. */
    record Owner(String name, boolean changesLimit, Optional<Integer> limit, Map<Resource, Integer> remaining) {}

    private LimitBody() {}

    /** Owners by name; a null in place of an owner gives it the limit of all. */
    static List<Owner> owners(ControlBody body) {
        List<Owner> owners = new ArrayList<>();
        body.object("owners")
                .ifPresent(all -> all.names().forEach(name -> {
                    if (!name.matches(OWNER)) {
                        throw ControlException.field(
                                "owners." + name, "must be user:LOGIN, app:ID, installation:NUMBER or ip");
                    }
                    Optional<ControlBody> one = all.object(name);
                    boolean changes = one.isEmpty() || one.get().has("limit");
                    owners.add(new Owner(
                            name,
                            changes,
                            one.map(owner -> owner.allowOnly(Set.of("limit", "remaining"))
                                    .integer("limit", 0, MOST_UNITS)),
                            one.flatMap(owner -> owner.object("remaining"))
                                    .map(LimitBody::remaining)
                                    .orElse(Map.of())));
                }));
        return owners;
    }

    private static Map<Resource, Integer> remaining(ControlBody body) {
        Map<Resource, Integer> remaining = new TreeMap<>();
        body.names().forEach(name -> {
            Resource resource = Resource.named(name).orElse(null);
            Integer units = body.integer(name, 0, MOST_UNITS);
            if (resource == null || units == null) {
                throw body.complaint(name, "must be core, search, code_search or graphql, with a number");
            }
            remaining.put(resource, units);
        });
        return remaining;
    }

    static void apply(List<Owner> owners, LiveSettings settings, Quota quota) {
        owners.forEach(owner -> {
            if (owner.changesLimit()) {
                settings.change(before -> before.withOwnerLimit(owner.name(), owner.limit()));
            }
            owner.remaining().forEach((resource, units) -> quota.leave(owner.name(), resource, units));
        });
    }

    static SecondaryLimit secondary(ControlBody body) {
        body.allowOnly(Set.of("owner", "credential", "form", "times", "seconds", "retry_after"));
        String form = Optional.ofNullable(body.text("form")).orElse(Form.FORBIDDEN_WITH_RETRY_AFTER.label());
        Long seconds = body.number("seconds", 1, LONGEST_SECONDS);
        return new SecondaryLimit(
                body.text("owner"),
                body.text("credential"),
                Form.of(form).orElseThrow(() -> body.complaint("form", "must be 403_retry_after, 403, 429 or abuse")),
                body.integer("times", 1, MOST_UNITS),
                seconds == null ? null : Duration.ofSeconds(seconds),
                body.integer("retry_after", 0, MOST_UNITS));
    }

    static void show(ObjectNode json, LiveSettings settings) {
        ObjectNode owners = json.putObject("owners");
        new TreeMap<>(settings.current().limits().owners())
                .forEach((owner, limit) -> owners.putObject(owner).put("limit", limit));
        var limits = json.putArray("secondary_limit");
        settings.secondaryLimits().forEach(rule -> {
            ObjectNode one = limits.addObject()
                    .put("owner", rule.owner())
                    .put("credential", rule.credential())
                    .put("form", rule.form().label())
                    .put("times", rule.times());
            one.put("seconds", rule.lasting() == null ? null : rule.lasting().toSeconds());
            one.put("retry_after", rule.retryAfter());
        });
    }
}
