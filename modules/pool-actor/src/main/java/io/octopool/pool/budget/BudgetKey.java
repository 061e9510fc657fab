package io.octopool.pool.budget;

/**
 * Which budget of GitHub's (github-rules B1).
 *
 * @param owner budget owner, such as {@code user:42}: credentials of one owner share it; {@code ip:<host>} without credential
 * @param resource GitHub's name of it, such as {@code core} or {@code search}
 */
public record BudgetKey(String owner, String resource) {

    boolean isAnonymous() {
        return owner.startsWith("ip:");
    }
}
