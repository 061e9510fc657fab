package io.octopool.github.answer;

import com.fasterxml.jackson.core.JsonParser;
import io.octopool.github.Bytes;
import io.octopool.github.answer.Sanitising.Reason;
import io.octopool.github.answer.Sanitising.Sanitised;
import io.octopool.github.answer.Sanitising.Withheld;
import io.octopool.github.json.JsonSource;
import io.octopool.github.json.JsonSource.NotJson;
import io.octopool.github.json.JsonText;
import io.octopool.github.routes.RouteMatch;
import java.util.Base64;
import java.util.Set;

/**
 * Takes out of a body what must not leave (server spec 9.7): private repositories and what hangs on them, what a credential may do
 * with a repository, clone tokens, drafts, secret gists and teams, and links to other repositories.
 * Everything else stays byte for byte as GitHub sent it (17.2 item 7).
 *
 * <p>JSON that comes as text, as some media types make GitHub send it, is sanitised like JSON, unless the route serves the
 * content of files, which is public as it is. What cannot be read is withheld where the route has a rule of its own or the text
 * mentions what must not leave.
 */
public final class Sanitiser {

    /** Routes that serve what somebody put into a file. */
    private static final Set<String> FILES = Set.of("contents", "repo_readme", "git_blob", "job_logs", "release_asset");

    /** What only something that may be secret mentions. */
    private static final Set<String> SECRETS = Set.of(
            "\"private\"",
            "\"privacy\"",
            "\"permissions\"",
            "temp_clone_token",
            "\"commit_url\"",
            "\"parent_issue_url\"");

    private Sanitiser() {}

    /**
     * Sanitises the body of an answer.
     *
     * @param status the answer's status; rules of single routes apply to 2xx only, an error's body has another form
     */
    public static Sanitising sanitise(RouteMatch match, int status, Body body) {
        SanitisingRule rule = status >= 200 && status < 300 ? SanitisingRule.of(match.kind()) : SanitisingRule.GENERAL;
        return switch (body.encoding()) {
            case JSON -> json(rule, body);
            case TEXT ->
                body.equals(Body.NONE) || FILES.contains(match.kind()) ? new Sanitised(body) : text(rule, body);
            case BASE64 ->
                rule == SanitisingRule.GENERAL && (FILES.contains(match.kind()) || !isBrokenJson(body))
                        ? new Sanitised(body)
                        : new Withheld(Reason.UNREADABLE);
        };
    }

    private static Sanitising json(SanitisingRule rule, Body body) {
        try {
            Scrub scrub = scrub(rule, body.json());
            if (scrub.withheld().isPresent()) {
                return new Withheld(scrub.withheld().get());
            }
            Bytes clean = scrub.edits().apply(body.json());
            return new Sanitised(clean.equals(body.json()) ? body : new Body(Encoding.JSON, clean));
        } catch (NotJson e) {
            return new Withheld(Reason.UNREADABLE);
        }
    }

    private static Sanitising text(SanitisingRule rule, Body body) {
        Bytes text = unquoted(body.json());
        if (!looksLikeJson(text)) {
            return rule == SanitisingRule.GENERAL ? new Sanitised(body) : new Withheld(Reason.UNREADABLE);
        }
        try {
            Scrub scrub = scrub(rule, JsonSource.withoutByteOrderMark(text));
            if (scrub.withheld().isPresent()) {
                return new Withheld(scrub.withheld().get());
            }
            return scrub.edits().isEmpty()
                    ? new Sanitised(body)
                    : new Sanitised(new Body(
                            Encoding.TEXT,
                            JsonText.literal(scrub.edits()
                                    .apply(JsonSource.withoutByteOrderMark(text))
                                    .shared())));
        } catch (NotJson e) {
            return rule == SanitisingRule.GENERAL && !mentionsSecrets(text)
                    ? new Sanitised(body)
                    : new Withheld(Reason.UNREADABLE);
        }
    }

    private static Scrub scrub(SanitisingRule rule, Bytes json) throws NotJson {
        return JsonSource.read(json, parser -> {
            Scrub scrub = new Scrub(rule, json);
            scrub.run(parser);
            return scrub;
        });
    }

    private static Bytes unquoted(Bytes literal) {
        try {
            return JsonSource.read(literal, (JsonParser parser) -> {
                parser.nextToken();
                return Bytes.utf8(parser.getText());
            });
        } catch (NotJson e) {
            throw new IllegalArgumentException("the text of a body is a JSON string");
        }
    }

    /** Whether base64 hides JSON of a media type of its own, damaged so that it is no text, in which something may be secret. */
    private static boolean isBrokenJson(Body body) {
        Bytes sent =
                Bytes.owning(Base64.getDecoder().decode(unquoted(body.json()).shared()));
        return looksLikeJson(sent) && mentionsSecrets(sent);
    }

    private static boolean looksLikeJson(Bytes text) {
        Bytes document = JsonSource.withoutByteOrderMark(text);
        for (int i = 0; i < document.length(); i++) {
            byte b = document.at(i);
            if (b > ' ') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    private static boolean mentionsSecrets(Bytes text) {
        String broken = text.text();
        return SECRETS.stream().anyMatch(broken::contains);
    }
}
