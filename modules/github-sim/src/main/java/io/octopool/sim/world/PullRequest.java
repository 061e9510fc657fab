package io.octopool.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pull request has beyond its issue.
 *
 * @param baseSha the commit of the base branch that the head grew from
 * @param mergedAt null unless merged
 * @param mergedBy login, null unless merged
 * @param mergeSha the merge commit, or the trial merge while open
 */
public record PullRequest(
        long id,
        String headRef,
        String headSha,
        String baseRef,
        String baseSha,
        boolean draft,
        @Nullable Instant mergedAt,
        @Nullable String mergedBy,
        String mergeSha,
        List<String> requestedReviewers,
        List<Review> reviews,
        List<ReviewComment> reviewComments) {

    public PullRequest {
        requestedReviewers = List.copyOf(requestedReviewers);
        reviews = List.copyOf(reviews);
        reviewComments = List.copyOf(reviewComments);
    }

    PullRequest merged(Instant at, String by, String sha) {
        return with(headSha, at, by, sha, reviews);
    }

    PullRequest pushed(String sha) {
        return with(sha, mergedAt, mergedBy, trialMerge(sha), reviews);
    }

    PullRequest reviewed(Review review) {
        List<Review> more = new ArrayList<>(reviews);
        more.add(review);
        return with(headSha, mergedAt, mergedBy, mergeSha, more);
    }

    PullRequest remarked(ReviewComment remark) {
        List<ReviewComment> more = new ArrayList<>(reviewComments);
        more.add(remark);
        return new PullRequest(
                id,
                headRef,
                headSha,
                baseRef,
                baseSha,
                draft,
                mergedAt,
                mergedBy,
                mergeSha,
                requestedReviewers,
                reviews,
                more);
    }

    PullRequest onto(String base) {
        return new PullRequest(
                id,
                headRef,
                headSha,
                base,
                baseSha,
                draft,
                mergedAt,
                mergedBy,
                mergeSha,
                requestedReviewers,
                reviews,
                reviewComments);
    }

    static String trialMerge(String head) {
        return Ids.sha("trial merge of " + head);
    }

    private PullRequest with(
            String head, @Nullable Instant merged, @Nullable String by, String merge, List<Review> verdicts) {
        return new PullRequest(
                id,
                headRef,
                head,
                baseRef,
                baseSha,
                draft,
                merged,
                by,
                merge,
                requestedReviewers,
                verdicts,
                reviewComments);
    }
}
