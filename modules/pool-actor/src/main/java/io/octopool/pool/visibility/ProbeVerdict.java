package io.octopool.pool.visibility;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.client.Outcome;
import io.octopool.pool.lease.SecondaryLimit;
import java.io.IOException;

/** What one answer of GitHub's says about a repository's visibility (server spec 6.4). */
enum ProbeVerdict {
    PUBLIC,
    NOT_PUBLIC,
    /** The credential was refused; another one, or none, may learn more. */
    REFUSED,
    /** GitHub is out of order; with another credential, or none, it may answer. */
    FAILED,
    /** GitHub could not be asked. */
    UNREACHABLE,
    /** GitHub answered, but not the question. */
    UNDECIDED;

    private static final JsonFactory JSON = new JsonFactory();

    /** The conditional: whether the question carried a validator that a public repository had earned. */
    static ProbeVerdict of(Outcome outcome, boolean conditional) {
        return switch (outcome) {
            case Outcome.Answered answered when conditional && answered.status() == 304 -> PUBLIC;
            case Outcome.Answered answered -> ofAnswer(answered);
            case Outcome.Unreachable _, Outcome.TimedOut _ -> UNREACHABLE;
            case Outcome.TooLarge _, Outcome.RedirectDenied _, Outcome.NotSent _ -> UNDECIDED;
        };
    }

    /** Whether it is worth asking once more with another credential, or without one. */
    boolean isWorthRepeating() {
        return this == REFUSED || this == FAILED;
    }

    /** Whether GitHub was not there at all. */
    boolean isOutage() {
        return this == FAILED || this == UNREACHABLE;
    }

    private static ProbeVerdict ofAnswer(Outcome.Answered answered) {
        int status = answered.status();
        if (status >= 200 && status < 300) {
            return saysPublic(answered) ? PUBLIC : NOT_PUBLIC;
        }
        if (status == 404) {
            return NOT_PUBLIC;
        }
        boolean limited = answered.rate().exhausted()
                || answered.rate().retryAfter().isPresent()
                || SecondaryLimit.isNamedBy(answered);
        if (status == 401 || status == 429 || (status == 403 && limited)) {
            return REFUSED;
        }
        return status >= 500 ? FAILED : UNDECIDED;
    }

    /** Whether the object has {@code "private": false} and no other value under that name. */
    private static boolean saysPublic(Outcome.Answered answered) {
        boolean said = false;
        try (JsonParser parser = JSON.createParser(answered.body().shared())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isPrivate = parser.currentName().equals("private");
                JsonToken value = parser.nextToken();
                if (isPrivate && value != JsonToken.VALUE_FALSE) {
                    return false;
                }
                said |= isPrivate;
                parser.skipChildren();
            }
            return said && parser.currentToken() == JsonToken.END_OBJECT;
        } catch (IOException unreadable) {
            return false;
        }
    }
}
