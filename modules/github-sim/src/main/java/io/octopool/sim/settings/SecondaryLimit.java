package io.octopool.sim.settings;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A secondary limit that calls meet whatever they cost, in one of the forms that GitHub gives it (github-rules B4).
 *
 * @param owner budget owner that meets it, such as {@code user:bob}; null: any
 * @param credential name of the token that meets it, such as {@code pat:bob-2}; null: any
 * @param times how many calls meet it; null: all until its time is over or it is taken away
 * @param lasting how long it lasts by the simulator's clock; null: until it is taken away
 * @param retryAfter seconds in the {@code retry-after} header; null: without that header
 */
public record SecondaryLimit(
        @Nullable String owner,
        @Nullable String credential,
        Form form,
        @Nullable Integer times,
        @Nullable Duration lasting,
        @Nullable Integer retryAfter) {

    private static final int USUAL_WAIT_SECONDS = 60;

    /** How GitHub says it. */
    public enum Form {
        FORBIDDEN_WITH_RETRY_AFTER("403_retry_after", 403),
        FORBIDDEN("403", 403),
        TOO_MANY_REQUESTS("429", 429),
        /** 403 in the words of former years. */
        ABUSE("abuse", 403);

        private final String label;
        private final int status;

        Form(String label, int status) {
            this.label = label;
            this.status = status;
        }

        /** The name in the settings. */
        public String label() {
            return label;
        }

        public int status() {
            return status;
        }

        /** The form of that name in the settings. */
        public static Optional<Form> of(String label) {
            for (Form form : values()) {
                if (form.label.equals(label)) {
                    return Optional.of(form);
                }
            }
            return Optional.empty();
        }
    }

    public SecondaryLimit {
        if (retryAfter == null && form == Form.FORBIDDEN_WITH_RETRY_AFTER) {
            retryAfter = USUAL_WAIT_SECONDS;
        }
    }

    /** All calls of an owner meet it, in this form. */
    public static SecondaryLimit of(String owner, Form form) {
        return new SecondaryLimit(owner, null, form, null, null, null);
    }

    public SecondaryLimit times(int value) {
        return new SecondaryLimit(owner, credential, form, value, lasting, retryAfter);
    }

    boolean meets(String budgetOwner, String token) {
        return (owner == null || owner.equals(budgetOwner)) && (credential == null || credential.equals(token));
    }

    boolean isForTheSameAs(SecondaryLimit other) {
        return Objects.equals(owner, other.owner) && Objects.equals(credential, other.credential);
    }
}
