package io.octopool.api.admin.pools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.admin.identities.IdentityJson;
import io.octopool.api.http.Json;
import io.octopool.api.http.Times;
import io.octopool.pool.budget.KnownBudget;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.lease.BookView;
import io.octopool.pool.lease.Cooldown;
import io.octopool.pool.lease.CooldownInForce;
import io.octopool.pool.lease.Disabled;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.PoolState;
import io.octopool.pool.policy.Policy;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A whole pool as JSON. Times are UTC with milliseconds; numbers of requests are GitHub's. */
public final class ViewJson {

    private ViewJson() {}

    /** The reader: null where its budget does not answer. */
    static ObjectNode of(String pool, Pool.ViewReply.View view, PublicBudget.@Nullable Status reader) {
        PoolState facts = view.facts();
        BookView book = view.book();
        Disabled off = facts.switchedOff();
        ObjectNode body = Json.object().put("pool", pool).put("status", off == null ? "active" : "disabled");
        if (off != null) {
            body.set("disabled", IdentityJson.disabled(off));
        }
        Policy policy = Objects.requireNonNull(facts.policy());
        PolicyJson.into(body, policy);
        ArrayNode identities = body.putArray("identities");
        for (Identity identity : facts.identities().values()) {
            identities.add(IdentityJson.of(pool, identity, facts.disabled().get(identity.id())));
        }
        budgets(body.putArray("budgets"), book.budgets(), facts.identities().values());
        cooldowns(body.putArray("cooldowns"), book.cooldowns());
        ArrayNode leases = body.putArray("leases");
        for (BookView.OpenLease lease : book.leases()) {
            leases.addObject()
                    .put("identity_id", lease.identityId())
                    .put("route_key", lease.routeKey())
                    .put("until", Times.shown(lease.until()));
        }
        body.put("waiting", book.waiting());
        body.set("public_reader", reader == null ? null : reader(reader));
        return body;
    }

    private static void budgets(ArrayNode shown, List<BookView.BudgetInUse> budgets, Collection<Identity> identities) {
        for (BookView.BudgetInUse budget : budgets) {
            ObjectNode one = shown.addObject()
                    .put("budget_owner", budget.owner())
                    .put("resource", budget.resource())
                    .put("limit", budget.limit())
                    .put("remaining", budget.remaining())
                    .put("reserved", budget.reserved())
                    .put("reserve", budget.reserve())
                    .put("usable", Math.max(0, budget.usable()))
                    .put("resets_at", Times.ofReset(budget.resetAt()))
                    .put("in_flight", budget.inFlight())
                    .put("points_left", budget.pointsLeft())
                    .put("spend_per_minute", Math.round(budget.spendPerMinute() * 10) / 10.0)
                    .put("empty_at", Times.shown(budget.emptyAt()));
            ArrayNode payees = one.putArray("identities");
            identities.stream()
                    .filter(identity -> identity.budgetOwner().equals(budget.owner()))
                    .map(Identity::id)
                    .forEach(payees::add);
        }
    }

    /** Puts the rests in. */
    public static void cooldowns(ArrayNode shown, List<CooldownInForce> cooldowns) {
        for (CooldownInForce cooldown : cooldowns) {
            shown.addObject()
                    .put("identity_id", cooldown.identityId())
                    .put("scope", cooldown.scope())
                    .put("reason", cooldown.reason())
                    .put("ends_at", Times.shown(cooldown.end()));
        }
    }

    /** What is known of the budget of reads without an identity. */
    public static ObjectNode reader(PublicBudget.Status status) {
        ObjectNode shown = Json.object().put("owner", status.owner());
        ArrayNode budgets = shown.putArray("budgets");
        for (KnownBudget known : status.budgets()) {
            budgets.addObject()
                    .put("resource", known.resource())
                    .put("limit", known.budget().limit())
                    .put("remaining", known.budget().remaining())
                    .put("resets_at", Times.ofReset(known.budget().resetAt()));
        }
        Cooldown rest = status.rest();
        if (rest != null) {
            shown.putObject("cooldown").put("reason", rest.reason()).put("ends_at", Times.shown(rest.end()));
        }
        return shown;
    }
}
