package io.octopool.pool.lease;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.budget.KnownBudget;
import java.util.List;

/** How a pool is. */
public sealed interface HealthReply extends CborSerializable {

    /**
     * The pool as it is now.
     *
     * @param healthy identities whose status is active (server spec 1.7)
     * @param cooling identities with a cooldown in force, whatever its scope
     * @param switchedOff whether the pool refuses every read
     * @param cooldowns those in force, at most 100, those that end last first
     * @param budgets how the budgets stand whose window has not ended, at most 100
     */
    record Health(
            int total,
            int healthy,
            int cooling,
            boolean switchedOff,
            List<CooldownInForce> cooldowns,
            List<KnownBudget> budgets)
            implements HealthReply {

        public Health {
            cooldowns = List.copyOf(cooldowns);
            budgets = List.copyOf(budgets);
        }
    }

    record NoSuchPool() implements HealthReply {}
}
