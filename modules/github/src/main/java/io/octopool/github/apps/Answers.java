package io.octopool.github.apps;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.Bytes;
import io.octopool.github.apps.Failure.Reason;
import io.octopool.github.client.Credential;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.RateHeaders;
import io.octopool.github.json.JsonSource;
import io.octopool.github.json.JsonSource.NotJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What GitHub's answers about installations mean. Texts of theirs decide at most which {@link Reason} it is. */
final class Answers {

    static final int UNPROCESSABLE = 422;

    /** GitHub's tokens live no longer (github-rules B8), whatever the difference between its clock and ours makes of it. */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final String PERMISSIONS = "permissions";
    private static final Pattern NAME = Pattern.compile("[a-z_]{1,64}");

    private Answers() {}

    /**
     * The token of an answer.
     *
     * @param askedAt when it was asked for
     * @param now when the answer came
     */
    static Minted token(Outcome outcome, Instant askedAt, Instant now) {
        return switch (outcome) {
            case Outcome.Answered answer when isSuccess(answer) -> token(answer, askedAt, now);
            case Outcome other -> new Minted.Failed(failure(other));
        };
    }

    /** The permissions that an installation's own description grants, by name; empty if it does not tell. */
    static Map<String, String> permissions(Outcome.Answered answer) {
        return permissions(texts(answer.body()));
    }

    private static Map<String, String> permissions(Map<String, String> texts) {
        Map<String, String> granted = new HashMap<>();
        texts.forEach((name, level) -> {
            if (name.startsWith(PERMISSIONS + ".")) {
                granted.put(name.substring(PERMISSIONS.length() + 1), level);
            }
        });
        return granted;
    }

    /** Whether an installation's own description says that it is suspended. */
    static boolean isSuspended(Outcome.Answered answer) {
        return texts(answer.body()).containsKey("suspended_at");
    }

    /** Why there is no token. */
    static Failure failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answer -> new Failure(reason(answer), answer.status(), answer.rate());
            case Outcome.TooLarge large -> new Failure(Reason.UNEXPECTED_ANSWER, large.status(), large.rate());
            case Outcome.RedirectDenied to -> new Failure(Reason.UNEXPECTED_ANSWER, to.status(), to.rate());
            case Outcome.TimedOut() -> Failure.of(Reason.TIMED_OUT);
            case Outcome.Unreachable _ -> Failure.of(Reason.UNREACHABLE);
            case Outcome.NotSent _ -> Failure.of(Reason.UNEXPECTED_ANSWER);
        };
    }

    private static Reason reason(Outcome.Answered answer) {
        return switch (answer.status()) {
            case 401 -> unauthorized(answer);
            case 403 -> forbidden(answer);
            case 404, 410 -> Reason.INSTALLATION_GONE;
            case 408 -> Reason.TIMED_OUT;
            case 429 -> Reason.RATE_LIMITED;
            default -> answer.status() >= 500 ? Reason.GITHUB_ERROR : Reason.UNEXPECTED_ANSWER;
        };
    }

    /** The two times of an assertion are named in what GitHub says when one of them is wrong. */
    private static Reason unauthorized(Outcome.Answered answer) {
        String message = message(answer.body());
        return message.contains("('iat')") || message.contains("('exp')") ? Reason.CLOCK_REFUSED : Reason.KEY_REFUSED;
    }

    /** GitHub says 403 of limits too (github-rules B4); secondary ones may show in the message alone. */
    private static Reason forbidden(Outcome.Answered answer) {
        RateHeaders rate = answer.rate();
        String message = message(answer.body());
        if (rate.retryAfter().isPresent() || rate.exhausted() || message.contains("rate limit")) {
            return Reason.RATE_LIMITED;
        }
        return message.contains("suspended") ? Reason.SUSPENDED : Reason.FORBIDDEN;
    }

    private static String message(Bytes body) {
        return texts(body).getOrDefault("message", "").toLowerCase(Locale.ROOT);
    }

    private static Minted token(Outcome.Answered answer, Instant askedAt, Instant now) {
        Map<String, String> texts = texts(answer.body());
        String token = texts.getOrDefault("token", "");
        if (!isSendable(token)) {
            return failed(Reason.MALFORMED_ANSWER, answer);
        }
        Instant told = expiry(texts.get("expires_at"), answer, askedAt);
        Instant longest = askedAt.plus(LIFE);
        Instant expiresAt = told != null && told.isBefore(longest) ? told : longest;
        return told == null || !Slot.isUsable(expiresAt, now)
                ? failed(Reason.BAD_EXPIRY, answer)
                : new Minted.Token(new Credential.Bearer(token), expiresAt, grant(texts));
    }

    /** Of GitHub's texts only those that can be names are kept. */
    private static TokenGrant grant(Map<String, String> texts) {
        Map<String, String> permissions = permissions(texts);
        permissions.entrySet().removeIf(permission -> !isName(permission.getKey()) || !isName(permission.getValue()));
        String selection = texts.getOrDefault("repository_selection", "");
        return new TokenGrant(permissions, isName(selection) ? selection : null);
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * When the token stops working, by our clock: GitHub's answer says how long it lives by GitHub's. Without a date in the
     * answer the clocks are taken for the same.
     */
    private static @Nullable Instant expiry(@Nullable String text, Outcome.Answered answer, Instant askedAt) {
        Instant told = instant(text);
        return told == null
                ? null
                : GitHubTime.dateOf(answer)
                        .map(date -> askedAt.plus(Duration.between(date, told)))
                        .orElse(told);
    }

    private static Minted failed(Reason reason, Outcome.Answered answer) {
        return new Minted.Failed(new Failure(reason, answer.status(), answer.rate()));
    }

    static boolean isSuccess(Outcome.Answered answer) {
        return answer.status() >= 200 && answer.status() < 300;
    }

    private static boolean isSendable(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /**
     * The texts of a JSON object: its own by name, those of its permissions behind a prefix; none if it is no object.
     * Everything else is skipped, such as the list of repositories, which may have megabytes.
     */
    private static Map<String, String> texts(Bytes body) {
        try {
            return JsonSource.read(Bytes.utf8(body.text()), parser -> {
                Map<String, String> texts = new HashMap<>();
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    members(parser, "", texts);
                }
                return texts;
            });
        } catch (NotJson e) {
            return Map.of();
        }
    }

    private static void members(JsonParser parser, String prefix, Map<String, String> texts) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getText());
            } else if (value == JsonToken.START_OBJECT && name.equals(PERMISSIONS)) {
                members(parser, PERMISSIONS + ".", texts);
            } else {
                parser.skipChildren();
            }
        }
    }
}
