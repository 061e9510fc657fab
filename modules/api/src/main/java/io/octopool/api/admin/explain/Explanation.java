package io.octopool.api.admin.explain;

import io.octopool.api.http.ApiError;
import io.octopool.api.relay.PolicyGate;
import io.octopool.api.relay.Rehearsal;
import io.octopool.api.relay.RelayRequest;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.pool.budget.PublicBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a read, and what that follows from.
 *
 * @param passage its way through the gates
 * @param steps the answers that it is made of, as far as it would come; none if a gate is closed
 * @param decisive the one of them that the outcome follows from, null if a gate is closed
 * @param readerIsApp whether a public reader is configured
 * @param reader the budget of reads without an identity, null where it does not answer
 */
record Explanation(
        RelayRequest asked,
        PolicyGate.Passage passage,
        List<Step> steps,
        @Nullable Step decisive,
        Prognosis prognosis,
        boolean readerIsApp,
        PublicBudget.@Nullable Status reader) {

    static Explanation denied(
            RelayRequest asked,
            PolicyGate.Passage passage,
            ApiError error,
            boolean readerIsApp,
            PublicBudget.@Nullable Status reader) {
        return new Explanation(asked, passage, List.of(), null, Prognosis.refused(error), readerIsApp, reader);
    }

    /** The steps: of the walk, at least one. */
    static Explanation of(RelayRequest asked, PolicyGate.Passage passage, List<Step> steps, Rehearsal.Ending ending) {
        Step decisive = decisive(steps, ending);
        Prognosis prognosis = ending instanceof Rehearsal.Ending.Refused(ApiError error)
                ? Prognosis.refused(error)
                : told(asked, decisive);
        Evidence evidence = decisive.evidence();
        return new Explanation(asked, passage, steps, decisive, prognosis, evidence.readerIsApp(), evidence.reader());
    }

    String target() {
        return target(asked);
    }

    private static String target(RelayRequest asked) {
        return CanonicalRequest.of(asked.path(), asked.query(), asked.headers()).target();
    }

    /** The last, unless the whole is old because an earlier one is. */
    private static Step decisive(List<Step> steps, Rehearsal.Ending ending) {
        return ending instanceof Rehearsal.Ending.Answered(boolean stale) && stale
                ? steps.reversed().stream()
                        .filter(step -> step.prognosis().outcome() == Prognosis.Outcome.STALE)
                        .findFirst()
                        .orElseGet(steps::getLast)
                : steps.getLast();
    }

    /** Says of what the prognosis is, where that is not what was asked for. */
    private static Prognosis told(RelayRequest asked, Step step) {
        String target = step.request().target();
        Prognosis prognosis = step.prognosis();
        return target.equals(target(asked))
                ? prognosis
                : prognosis.saying("For " + target + ": " + prognosis.sentence());
    }
}
