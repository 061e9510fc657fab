package io.octopool.api.admin.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.relay.PolicyGate;
import io.octopool.github.Bytes;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.KnownBudget;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.lease.Verdict;
import io.octopool.pool.logs.LogRules;
import io.octopool.pool.logs.PeekedLog;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrognosisTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final PolicyGate GATE = new PolicyGate(RouteCatalog.github());
    private static final Peeked.Entry STORED = new Peeked.Entry(
            new Answer(
                    200,
                    "{}",
                    "json",
                    CompressedBody.of(Bytes.utf8("{}").shared()),
                    Source.identity("a", "pat"),
                    null,
                    null,
                    NOW.minusSeconds(90)),
            NOW.minusSeconds(30),
            NOW.plusSeconds(600),
            "octo-org/r",
            1);
    private static final RepoVisibility.Reply PROVEN =
            new RepoVisibility.Reply.Public(new Proof(1, NOW, NOW.plusSeconds(30)));

    private static final String POOLED = "/repos/octo-org/r/pulls/1";
    private static final String LOG = "/repos/octo-org/r/actions/jobs/1/logs";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                // next, app, spent, verdicts, expected
                "SERVE  | false | false | HIGHEST_HEADROOM        | hit - -",
                "PROVE  | false | false | HIGHEST_HEADROOM        | hit - -",
                "FETCH  | false | false | HIGHEST_HEADROOM        | would_fetch identity:0 -",
                "FETCH  | false | false | USABLE STICKY           | would_fetch identity:1 -",
                "FETCH  | true  | false | PREFERRED               | would_fetch public_reader -",
                "FETCH  | true  | true  | PREFERRED               | would_fetch identity:0 -",
                "FETCH  | false | false | -                       | would_fetch anonymous -",
                "FETCH  | false | false | DISABLED                | would_fetch anonymous -",
                "FETCH  | false | true  | DISABLED                | refused - no_identity",
                "FETCH  | false | false | OUT_OF_SCOPE            | refused - no_identity",
                "FETCH  | false | false | COOLING_DOWN            | refused - identities_cooling_down",
                "FETCH  | false | false | EXHAUSTED OUT_OF_SCOPE  | refused - identities_cooling_down",
                "FETCH  | false | false | AT_CAP COOLING_DOWN     | would_fetch - -",
                "FETCH  | false | false | AWAITING_WORD EXHAUSTED | would_fetch - -",
                "FETCH  | false | false | PACED                   | would_fetch - -"
            })
    void followsTheLadder(Peeked.Next next, boolean app, boolean spent, @Nullable String verdicts, String expected) {
        Evidence evidence = evidence(null, new Peeked(next, null, null, true, false), app, spent, verdicts);
        assertThat(described(Prognosis.of(evidence))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "AT_CAP, would_fetch - -",
        "AWAITING_WORD, would_fetch - -",
        "PACED, would_fetch - -",
        "USABLE, refused - github_rate_limited"
    })
    void waitsForAnIdentityWhereTheAnonymousReaderIsSpent(String verdict, String expected) {
        Peeked cache = new Peeked(Peeked.Next.FETCH, null, null, true, false);
        assertThat(described(Prognosis.of(evidence("/users/bob", null, new Held.Cached(cache), false, true, verdict))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWAITING_WORD EXHAUSTED | it has answered the call under way, which tells what is left of the budget.",
                "AWAITING_WORD AT_CAP | an identity is free.",
                "PACED | an identity is free."
            })
    void saysWhatIsWaitedFor(String verdicts, String expected) {
        Peeked cache = new Peeked(Peeked.Next.FETCH, null, null, true, false);
        assertThat(Prognosis.of(evidence(null, cache, false, false, verdicts)).sentence())
                .isEqualTo("GitHub is called as soon as " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // path, token-free, app, expected
                "/repos/octo-org/r/pulls/1 | false | true  | with the public reader, and with an identity if that does not work",
                "/users/bob                | false | true  | with the public reader, and with an identity if no quota is left for that",
                "/users/bob                | false | false | without a credential, and with an identity if no quota is left for that",
                "/users/bob/repos          | false | true  | with the public reader",
                "/users/bob/repos          | false | false | without a credential",
                "/repos/octo-org/r/pulls/1 | true  | true  | with the public reader",
                "/repos/octo-org/r/pulls/1 | true  | false | without a credential"
            })
    void saysWhatComesAfterTheCallThatNeedsNoIdentity(String path, boolean tokenFree, boolean app, String expected) {
        Peeked cache = new Peeked(Peeked.Next.FETCH, null, null, true, false);
        Evidence evidence = evidence(path, PROVEN, new Held.Cached(cache), app, false, "HIGHEST_HEADROOM");
        Prognosis prognosis = Prognosis.of(new Evidence(
                evidence.match(),
                tokenFree,
                evidence.visibility(),
                evidence.held(),
                app,
                evidence.reader(),
                evidence.standings(),
                NOW));
        assertThat(prognosis.sentence()).isEqualTo("GitHub is called " + expected + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "/repos/octo-org/r/pulls/1, would_fetch identity:0 -",
        "/users/bob, would_fetch identity:0 -",
        "/users/bob/repos, refused - web_only_unavailable"
    })
    void goesPastAReaderWhoseBudgetDoesNotAnswer(String path, String expected) {
        Peeked cache = new Peeked(Peeked.Next.FETCH, null, null, true, false);
        Evidence known = evidence(path, PROVEN, new Held.Cached(cache), true, false, "HIGHEST_HEADROOM");
        assertThat(described(Prognosis.of(new Evidence(
                        known.match(), false, known.visibility(), known.held(), true, null, known.standings(), NOW))))
                .isEqualTo(expected);
    }

    @Test
    void saysNothingOfAnIdentityWhereThePoolHasNone() {
        Peeked cache = new Peeked(Peeked.Next.FETCH, null, null, true, false);
        assertThat(Prognosis.of(evidence(null, cache, false, false, "DISABLED")).sentence())
                .isEqualTo("GitHub is called without a credential.");
    }

    @ParameterizedTest
    @CsvSource({"1, stale - identities_cooling_down", "2, refused - identities_cooling_down"})
    void letsAnAnswerStandInThatItsProofCovers(long generation, String expected) {
        RepoVisibility.Reply proven = new RepoVisibility.Reply.Public(new Proof(generation, NOW, NOW.plusSeconds(30)));
        Evidence evidence = evidence(
                proven, new Peeked(Peeked.Next.FETCH, null, STORED, true, false), false, false, "COOLING_DOWN");
        assertThat(described(Prognosis.of(evidence))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"SERVE", "FETCH"})
    void refusesARepositoryThatIsKnownNotToBePublic(Peeked.Next next) {
        Evidence evidence = evidence(
                new RepoVisibility.Reply.NotPublic(NOW.plusSeconds(60)),
                new Peeked(next, null, STORED, true, false),
                true,
                false,
                "PREFERRED");
        assertThat(described(Prognosis.of(evidence))).isEqualTo("refused - repo_not_public");
    }

    @ParameterizedTest
    @CsvSource({"GITHUB_IDENTITY_FORBIDDEN, refused - github_identity_forbidden"})
    void repeatsARefusalOfAMomentAgo(Refusal.Reason reason, String expected) {
        Peeked cache = new Peeked(Peeked.Next.REPEAT, Refusal.fallback(reason), null, true, false);
        assertThat(described(Prognosis.of(evidence(null, cache, false, false, "HIGHEST_HEADROOM"))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                // rule, job, proven, verdicts, expected
                "SERVE    | COMPLETED     | true  | COOLING_DOWN     | hit - - without a call",
                "SERVE    | COMPLETED     | false | COOLING_DOWN     | hit - - once GitHub has confirmed",
                "CONFIRM  | COMPLETED     | true  | PREFERRED        | would_fetch identity:0 - whether it still has the log",
                "CONFIRM  | COMPLETED     | true  | COOLING_DOWN     | stale - identities_cooling_down 3700 s ago",
                "DOWNLOAD | COMPLETED     | true  | HIGHEST_HEADROOM | would_fetch identity:0 - is kept then",
                "DOWNLOAD | NOT_COMPLETED | true  | HIGHEST_HEADROOM | would_fetch identity:0 - is not kept",
                "DOWNLOAD | UNKNOWN       | true  | HIGHEST_HEADROOM | would_fetch identity:0 - job is read first",
                "DOWNLOAD | COMPLETED     | true  | COOLING_DOWN     | refused - identities_cooling_down resting",
                "EXPIRE   | COMPLETED     | true  | COOLING_DOWN     | refused - identities_cooling_down resting",
                "EXPIRE   | COMPLETED     | true  | PACED            | would_fetch - - is kept then"
            })
    void followsTheErrandForALog(
            LogRules rule, Held.Log.Job job, boolean proven, @Nullable String verdicts, String expected) {
        PeekedLog.Kept kept = new PeekedLog.Kept(
                200, NOW.minusSeconds(9_999), NOW.minusSeconds(3_700), NOW, Source.identity("0", "pat"));
        Held log = new Held.Log(new PeekedLog(rule, null, kept, false), job);
        Prognosis prognosis = Prognosis.of(evidence(LOG, proven ? PROVEN : null, log, false, false, verdicts));
        assertThat(expected).startsWith(described(prognosis));
        assertThat(prognosis.sentence())
                .contains(expected.substring(described(prognosis).length()).strip());
    }

    @ParameterizedTest
    @CsvSource({"GITHUB_RESPONSE_TOO_LARGE, refused - github_response_too_large"})
    void repeatsTheRefusalOfALogWhateverIsKept(Refusal.Reason reason, String expected) {
        Held log = new Held.Log(
                new PeekedLog(LogRules.CONFIRM, Refusal.fallback(reason), null, false), Held.Log.Job.UNKNOWN);
        assertThat(described(Prognosis.of(evidence(LOG, PROVEN, log, false, false, "PREFERRED"))))
                .isEqualTo(expected);
    }

    private static Evidence evidence(
            RepoVisibility.@Nullable Reply visibility,
            Peeked cache,
            boolean app,
            boolean spent,
            @Nullable String verdicts) {
        return evidence(POOLED, visibility, new Held.Cached(cache), app, spent, verdicts);
    }

    private static Evidence evidence(
            String path,
            RepoVisibility.@Nullable Reply visibility,
            Held held,
            boolean app,
            boolean spent,
            @Nullable String verdicts) {
        PolicyGate.Passage passage = GATE.pass(
                RequestPath.of(path),
                RequestQuery.NONE,
                Optional.empty(),
                new Pool.PolicyReply.Found(Policy.initial("octo-org"), false));
        List<KnownBudget> budgets =
                spent ? List.of(new KnownBudget("x", "core", new Budget(60, 0, NOW.plusSeconds(60)))) : List.of();
        PublicBudget.Status reader = new PublicBudget.Status("x", budgets, null);
        List<String> names = verdicts == null ? List.of() : List.of(verdicts.split(" ", -1));
        List<Standing> standings = Stream.iterate(0, i -> i < names.size(), i -> i + 1)
                .map(i -> new Standing(
                        "" + i, Verdict.valueOf(names.get(i)), "core", 5000, 5000, 0, 5000, 0, null, List.of()))
                .toList();
        PolicyGate.Decision.Allowed allowed = (PolicyGate.Decision.Allowed) passage.decision();
        return new Evidence(allowed.match(), allowed.tokenFree(), visibility, held, app, reader, standings, NOW);
    }

    private static String described(Prognosis prognosis) {
        return prognosis.outcome().name().toLowerCase(Locale.ROOT) + " "
                + (prognosis.by() == null ? "-" : prognosis.by()) + " "
                + (prognosis.reason() == null ? "-" : prognosis.reason());
    }
}
