package io.octopool.pool.events;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.budget.BudgetMark;
import io.octopool.pool.lease.Cooldown;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts about what a public reader may spend; each replaces the whole state. No projection reads them. */
public sealed interface PublicBudgetEvent extends CborSerializable {

    /**
     * What may be taken for certain of a budget after a start has changed, by the rules of {@link PoolEvent.BudgetMarked}, or a rest
     * began.
     *
     * @param owner the entity's id
     * @param budgets those of which a start has to know something
     * @param rest the rest in force, null if there is none
     */
    record BudgetNoted(
            String owner,
            List<BudgetMark> budgets,
            @Nullable Cooldown rest,
            Instant at) implements PublicBudgetEvent {
        public BudgetNoted {
            budgets = List.copyOf(budgets);
        }
    }

    /** Nothing is in force any more; the journal may forget this id. */
    record BudgetForgotten(String owner, Instant at) implements PublicBudgetEvent {}
}
