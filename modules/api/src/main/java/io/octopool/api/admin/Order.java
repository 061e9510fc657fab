package io.octopool.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Fields;
import io.octopool.api.http.Responses;
import io.octopool.pool.events.Attribution;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * By whose order something is changed, and whether for good.
 *
 * @param dryRun whether to check everything and write nothing
 */
public record Order(Attribution attribution, boolean dryRun) {

    static final String REASON = "reason";
    static final String DRY_RUN = "dry_run";

    private static final Set<String> FIELDS = fieldsAnd();

    private static final String ACTOR = "x-octopool-actor";
    private static final String DEFAULT_ACTOR = "admin";
    private static final Pattern ACTORS = Pattern.compile("[A-Za-z0-9@._-]{1,80}");
    private static final Pattern REASONS =
            Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]{1,200}");

    /** The fields that a body may have: its own, and those that any may have. */
    public static Set<String> fieldsAnd(String... own) {
        Set<String> fields = new HashSet<>(Set.of(own));
        fields.addAll(Set.of(REASON, DRY_RUN));
        return Set.copyOf(fields);
    }

    /** The same of a body that says nothing else, where an unknown field is refused. */
    public static Order alone(Exchange exchange, ObjectNode body) {
        Fields.requireKnown(body, FIELDS, "This call", "");
        return of(exchange, body);
    }

    /**
     * What the request says of itself, in its header, body and URL; the body goes before the URL.
     *
     * @throws ApiFailure {@code invalid_request} naming what is wrong
     */
    public static Order of(Exchange exchange, ObjectNode body) {
        return new Order(new Attribution(actor(exchange), reason(exchange, body)), isDryRun(exchange, body));
    }

    /** The same, for looking whether it could be done. */
    public Order asDryRun() {
        return new Order(attribution, true);
    }

    /**
     * The answer to a change: the body with {@code changed}, and of a dry run, which is always 200, with {@code dry_run}.
     *
     * @param status of the change if it is made
     * @param changed whether anything was to be written
     */
    public HttpResponse response(int status, boolean changed, ObjectNode body) {
        body.put("changed", changed);
        return dryRun ? Responses.json(200, body.put(DRY_RUN, true)) : Responses.json(status, body);
    }

    private static String actor(Exchange exchange) {
        String actor = exchange.header(ACTOR).orElse(DEFAULT_ACTOR);
        if (!ACTORS.matcher(actor).matches() || actor.equals(Attribution.OCTOPOOL)) {
            throw ApiError.invalidField(
                            ACTOR,
                            ACTOR + " must be 1 to 80 letters, digits, @, ., _ and -, and not " + Attribution.OCTOPOOL
                                    + ".")
                    .asFailure();
        }
        return actor;
    }

    private static @Nullable String reason(Exchange exchange, ObjectNode body) {
        JsonNode given = body.path(REASON);
        boolean absent = given.isMissingNode() || given.isNull();
        if (!absent && !given.isTextual()) {
            throw invalidReason();
        }
        String reason = (absent ? exchange.query().get(REASON).orElse("") : given.textValue()).strip();
        if (!reason.isEmpty() && !REASONS.matcher(reason).matches()) {
            throw invalidReason();
        }
        return reason.isEmpty() ? null : reason;
    }

    private static boolean isDryRun(Exchange exchange, ObjectNode body) {
        JsonNode given = body.path(DRY_RUN);
        Optional<String> asked = exchange.query().get(DRY_RUN);
        boolean known =
                asked.isEmpty() || asked.get().equals("true") || asked.get().equals("false");
        if (!known || !(given.isMissingNode() || given.isBoolean())) {
            throw ApiError.invalidField(DRY_RUN, DRY_RUN + " must be true or false.")
                    .asFailure();
        }
        return given.booleanValue() || asked.filter("true"::equals).isPresent();
    }

    private static ApiFailure invalidReason() {
        return ApiError.invalidField(REASON, REASON + " must be printable text of at most 200 characters.")
                .asFailure();
    }
}
