package io.octopool.pool.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.answer.Lifetime;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.fetch.Fetched.NotModified;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.visibility.Proof;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer of T, fresh until T + 60 s and of use until T + 660 s, fetched under generation 2. */
class ReadDecisionTest {

    private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<Arguments> reads() {
        return Stream.of(
                Arguments.of("fresh, proven", 30, null, 2, "Serve"),
                Arguments.of("fresh, not proven", 30, null, 0, "Prove"),
                Arguments.of("fresh, of another generation", 30, null, 3, "Fetch"),
                Arguments.of("fresh, young enough", 30, 30, 2, "Serve"),
                Arguments.of("fresh, too old for this reader", 30, 29, 2, "Fetch"),
                Arguments.of("fresh, too old, not proven", 30, 29, 0, "Fetch"),
                Arguments.of("fresh to the last moment", 59, null, 2, "Serve"),
                Arguments.of("no longer fresh", 60, null, 2, "Fetch"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reads")
    void decidesByFreshnessAgeAndProof(
            String name, int age, @Nullable Integer maxAge, int generation, String decision) {
        Instant now = T.plusSeconds(age);
        ReadDecision made = ReadDecision.of(held("o/r"), new RecentFailures(), reader(now, maxAge, generation), now);
        assertThat(made.getClass().getSimpleName()).as(name).isEqualTo(decision);
    }

    @Test
    void needsNoProofWhereThereIsNoRepository() {
        ReadDecision made = ReadDecision.of(held(null), new RecentFailures(), reader(T, null, 0), T);
        assertThat(made).isInstanceOf(ReadDecision.Serve.class);
    }

    @Test
    void fetchesWhatIsUnknown() {
        assertThat(ReadDecision.of(null, new RecentFailures(), reader(T, null, 2), T))
                .isEqualTo(new ReadDecision.Fetch());
    }

    @Test
    void usesNoCredentialForTheProofOfATokenFreeReader() {
        Reader reader = Reader.of(read(null, 0, true), T);
        RecentFailures failures = new RecentFailures();
        assertThat(ReadDecision.of(held("o/r"), failures, reader, T)).isEqualTo(new ReadDecision.ProveTokenFree());
        assertThat(ReadDecision.of(null, failures, reader, T)).isEqualTo(new ReadDecision.Fetch());
        failures.keep(refused(true), T);
        assertThat(ReadDecision.of(held("o/r"), failures, reader, T)).isInstanceOf(ReadDecision.Repeat.class);
    }

    @Test
    void repeatsARefusalOnlyWhileItIsRemembered() {
        RecentFailures failures = new RecentFailures();
        GaveUp refused = refused(true);
        failures.keep(refused, T);
        assertThat(ReadDecision.of(null, failures, reader(T, 0, 2), T.plusSeconds(4)))
                .isEqualTo(new ReadDecision.Repeat(refused));
        assertThat(ReadDecision.of(null, failures, reader(T, 0, 2), T.plusSeconds(5)))
                .isEqualTo(new ReadDecision.Fetch());
        failures.keep(refused(false), T.plusSeconds(9));
        assertThat(failures.refusalAt(T.plusSeconds(9))).isEmpty();
    }

    @Test
    void asksForAProofWhereThatIsAllThatIsMissingToStandIn() {
        RecentFailures failures = new RecentFailures();
        Instant now = T.plusSeconds(100);
        failures.keep(refused(true), now);
        assertThat(ReadDecision.of(held("o/r"), failures, reader(now, null, 0), now))
                .isEqualTo(new ReadDecision.Prove("o/r"));
        assertThat(ReadDecision.of(held("o/r"), failures, reader(now, 99, 0), now))
                .isInstanceOf(ReadDecision.Repeat.class);
        assertThat(ReadDecision.of(held("o/r"), failures, reader(now, null, 2), now))
                .isInstanceOf(ReadDecision.Repeat.class);
    }

    @Test
    void extendsAnAnswerByTheLifetimeThatItHad() {
        AnswerStored extended = Freshness.extended(
                held("o/r"), unchanged(Map.of("etag", "\"u\""), null), T.plusSeconds(300), T.plusSeconds(301));
        assertThat(Freshness.lifetime(extended)).isEqualTo(Lifetime.of(Duration.ofMinutes(1), Duration.ofMinutes(10)));
        assertThat(extended.answer().headersJson()).isEqualTo("{\"content-type\":\"a/b\",\"etag\":\"\\\"u\\\"\"}");
        assertThat(extended.answer().bodyAt()).isEqualTo(T);
        assertThat(extended.freshUntil()).isEqualTo(T.plusSeconds(360));
        assertThat(extended.staleUntil()).isEqualTo(T.plusSeconds(960));
        assertThat(extended.storedAt()).isEqualTo(T.plusSeconds(301));
    }

    @Test
    void extendsAnAnswerByTheLifetimeThatItsBodyIsFoundToHave() {
        Lifetime hour = Lifetime.of(Duration.ofHours(1), Duration.ofDays(1));
        AnswerStored extended = Freshness.extended(held("o/r"), unchanged(Map.of(), hour), T.plusSeconds(70), T);
        assertThat(Freshness.lifetime(extended)).isEqualTo(hour);
        assertThat(Freshness.isWorthWriting(held("o/r"), extended, T.plusSeconds(70)))
                .isTrue();
    }

    @Test
    void forgetsTheValidatorOfABodyThatIsTooOld() {
        Duration longest = Freshness.lifetime(held("o/r")).bodyFor();
        assertThat(Freshness.validator(held("o/r"), T.plus(longest).minus(SECOND))
                        .etag())
                .isEqualTo("\"t\"");
        assertThat(Freshness.validator(held("o/r"), T.plus(longest)).etag()).isNull();
        assertThat(Freshness.validator(held("o/r"), T.plus(longest)).source()).isEqualTo(Source.anonymous());
    }

    @Test
    void writesAnExtensionOnceHalfOfTheStaleWindowIsGone() {
        AnswerStored extended = held("o/r");
        assertThat(Freshness.isWorthWriting(held("o/r"), extended, T.plusSeconds(360)))
                .isFalse();
        assertThat(Freshness.isWorthWriting(held("o/r"), extended, T.plusSeconds(361)))
                .isTrue();
        assertThat(Freshness.isWorthWriting(null, extended, T)).isTrue();
    }

    private static NotModified unchanged(Map<String, String> headers, @Nullable Lifetime lifetime) {
        return new NotModified(new ResponseHeaders(headers), Source.anonymous(), null, null, lifetime);
    }

    private static GaveUp refused(boolean asked) {
        return new GaveUp(Refusal.fallback(Reason.GITHUB_TIMEOUT), null, null, asked);
    }

    private static Reader reader(Instant now, @Nullable Integer maxAge, int generation) {
        return Reader.of(read(maxAge, generation, false), now);
    }

    private static CachedRead.Read read(@Nullable Integer maxAge, int generation, boolean tokenFree) {
        return new CachedRead.Read(
                new ReadQuery(
                        "r",
                        "p",
                        CanonicalRequest.of(RequestPath.of("/repos/o/r/pulls"), RequestQuery.NONE),
                        null,
                        tokenFree,
                        generation == 0 ? null : new Proof(generation, T, T.plusSeconds(1000)),
                        maxAge == null ? null : Duration.ofSeconds(maxAge),
                        Duration.ofSeconds(25)),
                nobody());
    }

    @SuppressWarnings("NullAway") // nobody is answered here
    private static ActorRef<ReadReply> nobody() {
        return null;
    }

    private static AnswerStored held(@Nullable String repo) {
        return new AnswerStored(
                "k",
                "p",
                "/repos/o/r/pulls",
                "{}",
                "{}",
                "GET /repos/{owner}/{repo}/pulls",
                "pr_list",
                repo,
                repo == null ? 0 : 2,
                new Answer(
                        200,
                        "{\"content-type\":\"a/b\",\"etag\":\"\\\"t\\\"\"}",
                        "json",
                        CompressedBody.of("[]".getBytes(StandardCharsets.UTF_8)),
                        Source.anonymous(),
                        "\"t\"",
                        null,
                        T),
                T,
                T.plusSeconds(60),
                T.plusSeconds(660));
    }
}
