package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.LIMITS;
import static io.octopool.pool.lease.Desks.NOW;
import static io.octopool.pool.lease.Desks.RESET;
import static io.octopool.pool.lease.Desks.WHILE;
import static io.octopool.pool.lease.Desks.app;
import static io.octopool.pool.lease.Desks.book;
import static io.octopool.pool.lease.Desks.heard;
import static io.octopool.pool.lease.Desks.leased;
import static io.octopool.pool.lease.Desks.leasedTo;
import static io.octopool.pool.lease.Desks.open;
import static io.octopool.pool.lease.Desks.pat;
import static io.octopool.pool.lease.Desks.preferring;
import static io.octopool.pool.lease.Desks.query;
import static io.octopool.pool.lease.Desks.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which identity a lease goes to. */
class LeaseChoiceTest {

    @Test
    void choosesTheIdentityWithMostHeadroom() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        heard(book, 100, "a");
        heard(book, 4000, "b");
        assertThat(leasedTo(book.lease(query("GET /y"), NOW))).isEqualTo("b");
        assertThat(leasedTo(book.lease(query("GET /z"), NOW))).isEqualTo("b");
    }

    @Test
    void reservesWhatALeaseMaySpendSoThatABurstSpreads() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        heard(book, 4000, "a", "b");
        long toA = 0;
        for (int i = 0; i < 30; i++) {
            toA += leasedTo(book.lease(query("GET /burst/" + i), NOW)).equals("a") ? 1 : 0;
        }
        assertThat(toA).isEqualTo(15);
    }

    @Test
    void sticksToTheIdentityThatServedTheRouteKeyForTenSeconds() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        heard(book, 4000, "a", "b");
        LeaseOutcome.Granted first = leased(book.lease(query("GET /x"), NOW));
        LeaseOutcome.Granted soon = leased(book.lease(query("GET /x"), NOW.plusSeconds(9)));
        LeaseOutcome.Granted later = leased(book.lease(query("GET /x"), NOW.plusSeconds(10)));

        assertThat(first.reason()).isEqualTo(LeaseReason.HIGHEST_REMAINING);
        assertThat(soon.reason()).isEqualTo(LeaseReason.STICKY);
        assertThat(soon.identity()).isEqualTo(first.identity());
        assertThat(later.reason()).isEqualTo(LeaseReason.HIGHEST_REMAINING);
    }

    @Test
    void stopsStickingWhenHalfOfTheCapIsInFlight() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        heard(book, 4000, "a", "b");
        String first = leasedTo(book.lease(query("GET /x"), NOW));
        for (int i = 1; i < LIMITS.callsPerOwner() / 2; i++) {
            assertThat(leasedTo(book.lease(query("GET /x"), NOW))).isEqualTo(first);
        }
        assertThat(leasedTo(book.lease(query("GET /x"), NOW))).isNotEqualTo(first);
    }

    @Test
    void stopsStickingWhenAnotherHasNotablyMoreHeadroom() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        heard(book, 1000, "a", "b");
        String first = leasedTo(book.lease(query("GET /x"), NOW));
        heard(book, 981, first);
        assertThat(leasedTo(book.lease(query("GET /x"), NOW))).isEqualTo(first);
        heard(book, 970, first);
        assertThat(leasedTo(book.lease(query("GET /x"), NOW))).isNotEqualTo(first);
    }

    @Test
    void prefersTheIdentityThatIsAskedForWhileItIsUsable() {
        LeaseBook book = book(pat("a", 1), pat("b", 2), open("o", 3));
        heard(book, 4000, "a");
        heard(book, 100, "b");
        assertThat(leasedTo(book.lease(preferring("b", "core"), NOW))).isEqualTo("b");
        assertThat(leasedTo(book.lease(preferring("o", "core"), NOW))).isEqualTo("o");
        heard(book, 0, "b");
        assertThat(leasedTo(book.lease(preferring("b", "core"), NOW))).isEqualTo("a");
    }

    @Test
    void takesAnAppBeforeAPatWhereBothHaveAsMuch() {
        assertThat(leasedTo(book(pat("a", 1), app("app", 7)).lease(query("GET /x"), NOW)))
                .isEqualTo("app");
        assertThat(leasedTo(book(pat("a", 1), pat("b", 2)).lease(query("GET /x"), NOW)))
                .isEqualTo("a");
    }

    @Test
    void usesAnIdentityWithoutWeightOnlyWhenNobodyElseCan() {
        LeaseBook book = book(pat("spare", 1, 0, 0, 100), pat("a", 2), open("o", 3));
        heard(book, 5, "a", "o");
        assertThat(leasedTo(book.lease(preferring("spare", "core"), NOW))).isEqualTo("a");
        heard(book, 0, "a");
        assertThat(leasedTo(book.lease(query("GET /x"), NOW))).isEqualTo("o");
        heard(book, 0, "o");
        assertThat(leasedTo(book.lease(query("GET /x"), NOW))).isEqualTo("spare");
    }

    @Test
    void usesALaterTierWhileTheEarlierOneIsBusy() {
        LeaseBook book = book(new LeaseLimits(1, 0), pat("a", 1), open("o", 2));
        assertThat(leasedTo(book.lease(query("GET /x"), NOW))).isEqualTo("a");
        assertThat(leasedTo(book.lease(query("GET /y"), NOW))).isEqualTo("o");
        assertThat(book.lease(query("GET /z"), NOW)).isEqualTo(new LeaseOutcome.Busy(Set.of("user:1", "user:2"), null));
    }

    @Test
    void showsWhoWouldBeChosenAndWhyOthersAreNot() {
        Identity off = pat("off", 3).withStatus(Identity.DISABLED);
        LeaseBook book =
                book(pat("a", 1), pat("b", 2), off, open("o", 4), pat("tried", 5), pat("empty", 6), pat("shy", 7));
        heard(book, 4000, "a");
        heard(book, 3000, "b");
        heard(book, 0, "empty");
        LeaseTicket lease = leased(book.lease(preferring("shy", "core"), NOW)).ticket();
        book.settle(lease, refused(401), NOW);
        LeaseQuery query = new LeaseQuery("GET /x", "core", "octo-org", "r", Set.of("tried"), null, 1, WHILE);
        assertThat(book.survey(query, NOW))
                .extracting(Standing::identityId, Standing::verdict, Standing::until)
                .containsExactly(
                        tuple("a", Verdict.HIGHEST_HEADROOM, null),
                        tuple("b", Verdict.USABLE, null),
                        tuple("off", Verdict.DISABLED, null),
                        tuple("o", Verdict.USABLE, null),
                        tuple("tried", Verdict.EXCLUDED, null),
                        tuple("empty", Verdict.EXHAUSTED, RESET),
                        tuple("shy", Verdict.COOLING_DOWN, NOW.plusSeconds(120)));
        LeaseQuery foreign = new LeaseQuery("GET /x", "core", "stranger", "r", Set.of(), null, 1, WHILE);
        assertThat(book.survey(foreign, NOW))
                .extracting(Standing::verdict)
                .startsWith(Verdict.OUT_OF_SCOPE, Verdict.OUT_OF_SCOPE, Verdict.DISABLED, Verdict.HIGHEST_HEADROOM);
    }

    @Test
    void excludesWhoeverAlreadyFailedTheRead() {
        LeaseBook book = book(pat("a", 1));
        LeaseQuery query =
                new LeaseQuery("GET /x", "core", "octo-org", "r", Set.of("a"), null, 1, Duration.ofSeconds(20));
        assertThat(book.lease(query, NOW)).isEqualTo(new LeaseOutcome.None());
    }

    @Test
    void keepsStrangersRepositoriesToIdentitiesThatAreOpenToAll() {
        LeaseBook book = book(pat("a", 1), open("open", 9));
        heard(book, 4000, "a", "open");
        LeaseQuery stranger =
                new LeaseQuery("GET /x", "core", "stranger", "r", Set.of(), null, 1, Duration.ofSeconds(20));
        LeaseQuery own =
                new LeaseQuery("GET /x", "core", "octo-org", "r", Set.of("a"), null, 1, Duration.ofSeconds(20));
        assertThat(leased(book.lease(stranger, NOW)).identity().id()).isEqualTo("open");
        assertThat(leased(book.lease(query("GET /y"), NOW)).identity().id()).isEqualTo("a");
        assertThat(leased(book.lease(own, NOW)).identity().id()).isEqualTo("open");
    }

    @Test
    void leasesNothingToAnAppWhoseScopesNameNoOwner() {
        LeaseQuery ofUsers = new LeaseQuery("GET /users/x", "core", null, null, Set.of(), null, 1, WHILE);
        for (List<IdentityScope> scopes :
                List.of(List.<IdentityScope>of(), List.of(new IdentityScope(IdentityScope.ANY_OWNER, null, false)))) {
            LeaseBook book = book(app("a", 7, scopes));
            assertThat(book.lease(ofUsers, NOW)).isEqualTo(new LeaseOutcome.None());
            assertThat(book.lease(query("GET /x"), NOW)).isEqualTo(new LeaseOutcome.None());
        }
        assertThat(leasedTo(book(app("a", 7)).lease(ofUsers, NOW))).isEqualTo("a");
    }
}
