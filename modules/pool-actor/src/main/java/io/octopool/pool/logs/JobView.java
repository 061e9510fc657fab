package io.octopool.pool.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.ReadReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job that a log belongs to: only the log of a completed one is kept, since a rerun has jobs of its own. */
public final class JobView {

    private static final JsonFactory JSON = new JsonFactory();

    private JobView() {}

    /** The read of the job; empty if the route is no log of a job. */
    public static Optional<CanonicalRequest> ofLog(RouteMatch log) {
        Optional<RepoName> repository = log.repository();
        Optional<String> id = log.parameter("id");
        return repository.isEmpty() || id.isEmpty()
                ? Optional.empty()
                : Optional.of(CanonicalRequest.of(
                        RequestPath.of("/repos/" + repository.get() + "/actions/jobs/" + id.get()), RequestQuery.NONE));
    }

    /** The answer that tells of the job, null if there is none. */
    static @Nullable Answer answer(ReadReply reply) {
        return switch (reply) {
            case ReadReply.Fresh fresh -> fresh.answer();
            case ReadReply.Filled filled -> filled.answer();
            case ReadReply.Revalidated revalidated -> revalidated.answer();
            case ReadReply.Stale stale -> stale.answer();
            case ReadReply.Refused _ -> null;
        };
    }

    /** Whether the answer is an object whose {@code status} is {@code completed}, wherever the name occurs. */
    public static boolean isCompleted(@Nullable Answer answer) {
        if (answer == null || answer.status() != 200 || !answer.encoding().equals("json")) {
            return false;
        }
        boolean said = false;
        try (JsonParser parser = JSON.createParser(answer.body().text())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean status = parser.currentName().equals("status");
                JsonToken value = parser.nextToken();
                if (status
                        && !(value == JsonToken.VALUE_STRING && parser.getText().equals("completed"))) {
                    return false;
                }
                said |= status;
                parser.skipChildren();
            }
            return said && parser.currentToken() == JsonToken.END_OBJECT;
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }
}
