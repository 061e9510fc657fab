package io.octopool.pool.fetch;

import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.LeaseReason;
import io.octopool.pool.lease.LeaseTicket;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The other entities, answered from fields. */
final class Desk implements FetchPorts {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Proof PROOF = new Proof(1, NOW, NOW.plusSeconds(30));

    final List<String> identities = new ArrayList<>();
    final List<CallResult> settled = new ArrayList<>();
    final List<CallResult> publiclySettled = new ArrayList<>();
    final List<String> observed = new ArrayList<>();
    final List<String> proofsAsked = new ArrayList<>();
    final List<LeaseQuery> leases = new ArrayList<>();
    final List<String> reserved = new ArrayList<>();
    final List<ReadQuery> reads = new CopyOnWriteArrayList<>();
    final List<ReadQuery> left = new CopyOnWriteArrayList<>();
    final Map<String, RepoVisibility.Reply> visibilityOf = new HashMap<>();
    RepoVisibility.Reply visibility = new RepoVisibility.Reply.Public(PROOF);
    int knownAsked;

    RepoVisibility.@Nullable Reply known;

    boolean knownIsSilent;

    @Nullable
    Instant restingUntil;

    @Nullable
    Instant publicUntil;

    @Nullable
    CompletableFuture<Pool.LeaseReply> laterLease;

    /** The first replies, before those by the other fields. */
    final List<PublicBudget.ReserveReply> publicReplies = new ArrayList<>();

    final List<Duration> patiences = new ArrayList<>();

    @Nullable
    CompletionStage<PublicBudget.ReserveReply> publicReply;

    @Nullable
    ReadReply read;

    @Nullable
    CompletableFuture<ReadReply> laterRead;

    @Override
    public CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query) {
        leases.add(query);
        if (laterLease != null) {
            return laterLease;
        }
        Pool.LeaseReply reply = identities.stream()
                .filter(id -> !query.excluded().contains(id))
                .findFirst()
                .<Pool.LeaseReply>map(this::leased)
                .orElse(
                        restingUntil == null
                                ? new Pool.LeaseReply.NoIdentity(identities.isEmpty())
                                : new Pool.LeaseReply.CoolingDown(restingUntil));
        return CompletableFuture.completedStage(reply);
    }

    @Override
    public CompletionStage<Boolean> hasIdentities(String pool) {
        return CompletableFuture.completedStage(!identities.isEmpty() || laterLease != null || restingUntil != null);
    }

    Pool.LeaseReply.Leased leased(String id) {
        Identity identity = new Identity(
                id,
                "pat",
                id,
                1,
                "REF",
                null,
                null,
                100,
                0,
                100,
                "active",
                List.of(new IdentityScope("*", null, false)));
        return new Pool.LeaseReply.Leased(
                new LeaseTicket(
                        leases.size(), identity.id(), identity.budgetOwner(), "GET /x", "core", 1, Instant.EPOCH),
                identity,
                LeaseReason.HIGHEST_REMAINING);
    }

    @Override
    public void settle(String pool, LeaseTicket lease, CallResult result) {
        settled.add(result);
    }

    @Override
    public CompletionStage<RepoVisibility.Reply> prove(String repoKey) {
        proofsAsked.add(repoKey);
        return CompletableFuture.completedStage(visibilityOf.getOrDefault(repoKey, visibility));
    }

    @Override
    public CompletionStage<Optional<RepoVisibility.Reply>> known(String repoKey) {
        knownAsked++;
        if (knownIsSilent) {
            return CompletableFuture.failedStage(new IllegalStateException("nobody answers"));
        }
        return CompletableFuture.completedStage(Optional.ofNullable(known));
    }

    @Override
    public CompletionStage<PublicBudget.ReserveReply> reservePublic(
            String resource, Duration remaining, Duration patience) {
        reserved.add(resource);
        patiences.add(patience);
        if (!publicReplies.isEmpty()) {
            return CompletableFuture.completedStage(publicReplies.removeFirst());
        }
        if (publicReply != null) {
            return publicReply;
        }
        return CompletableFuture.completedStage(
                publicUntil == null
                        ? new PublicBudget.ReserveReply.Granted(reserved.size())
                        : new PublicBudget.ReserveReply.Exhausted(publicUntil));
    }

    @Override
    public void settlePublic(long reservationId, CallResult result) {
        publiclySettled.add(result);
    }

    @Override
    public CompletionStage<ReadReply> read(ReadQuery query) {
        reads.add(query);
        if (laterRead != null) {
            return laterRead;
        }
        return read == null
                ? CompletableFuture.failedStage(new IllegalStateException("nobody answers"))
                : CompletableFuture.completedStage(read);
    }

    @Override
    public void leave(ReadQuery query) {
        left.add(query);
    }

    @Override
    public CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey, Instant askedAt) {
        observed.add(repoKey);
        return CompletableFuture.completedStage(new RepoVisibility.Reply.Public(PROOF));
    }
}
