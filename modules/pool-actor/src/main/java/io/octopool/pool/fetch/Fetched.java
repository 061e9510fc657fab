package io.octopool.pool.fetch;

import io.octopool.github.answer.Body;
import io.octopool.github.answer.Lifetime;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.LeaseReason;
import io.octopool.pool.visibility.Proof;
import org.jspecify.annotations.Nullable;

/** What a climb of the ladder brought. */
public sealed interface Fetched {

    /**
     * GitHub answered; the body is sanitised.
     *
     * @param lifetime how long the answer is kept, null if it is not cached
     * @param proof the proof it was fetched under, null for routes without a repository
     * @param leaseReason why its identity was chosen, null without identity
     */
    record Obtained(
            int status,
            ResponseHeaders headers,
            Body body,
            Source source,
            @Nullable Lifetime lifetime,
            @Nullable Proof proof,
            @Nullable LeaseReason leaseReason)
            implements Fetched {

        /** The same answer, not to be kept: nothing proves its repository public. */
        Obtained uncached() {
            return new Obtained(status, headers, body, source, null, null, leaseReason);
        }

        Obtained under(Proof earned) {
            return new Obtained(status, headers, body, source, lifetime, earned, leaseReason);
        }

        Obtained lasting(Lifetime proven) {
            return new Obtained(status, headers, body, source, proven, proof, leaseReason);
        }

        /** Whether GitHub failed at it. */
        public boolean isServerError() {
            return status >= 500;
        }
    }

    /**
     * GitHub said that what is stored still holds (304; for a log: that it still has it).
     *
     * @param headers the allowed headers of that answer
     * @param source who asked: the credential that earned the validator
     * @param proof the proof under which the stored body may be served, null for routes without a repository
     * @param leaseReason why its identity was chosen, null without identity
     * @param lifetime how long the stored body lasts from that word on, null for as long as it did
     */
    record NotModified(
            ResponseHeaders headers,
            Source source,
            @Nullable Proof proof,
            @Nullable LeaseReason leaseReason,
            @Nullable Lifetime lifetime)
            implements Fetched {

        /** What is stored still holds, for as long as it did. */
        public NotModified(
                ResponseHeaders headers, Source source, @Nullable Proof proof, @Nullable LeaseReason leaseReason) {
            this(headers, source, proof, leaseReason, null);
        }

        NotModified under(Proof earned) {
            return new NotModified(headers, source, earned, leaseReason, lifetime);
        }

        NotModified lasting(Lifetime judged) {
            return new NotModified(headers, source, proof, leaseReason, judged);
        }
    }

    /** The repository is public, and that is all there was to find out: what is stored is fresh. */
    record Proven(Proof proof) implements Fetched {}

    /**
     * Nothing was obtained.
     *
     * @param identityId the last identity tried, null if there was none
     * @param proof the visibility proof that the climb had, under which a stored answer may stand in; null for none
     * @param asked whether GitHub was called
     */
    record GaveUp(
            Refusal refusal,
            @Nullable String identityId,
            @Nullable Proof proof,
            boolean asked) implements Fetched {}
}
