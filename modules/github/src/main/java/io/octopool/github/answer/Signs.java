package io.octopool.github.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the members of an object tell of the thing that it is, as far as they were read. Where a name occurs twice, the worse
 * of both counts.
 */
final class Signs {

    private static final Pattern REPOSITORY = Pattern.compile("(.*?/repos/[^/]+/[^/]+)/.*");

    private boolean fullName;
    private boolean htmlUrl;
    private boolean privacy;
    private boolean notFalse;
    private boolean draft;
    private int publicMarks;
    private boolean notTrue;
    private boolean slug;
    private boolean secret;
    private boolean url;
    private boolean link;

    /** The addresses of the thing itself and of what it links to. */
    private final List<String> addresses = new ArrayList<>(0);

    /** A member's value begins. */
    void value(String member, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        boolean text = token == JsonToken.VALUE_STRING;
        switch (member) {
            case "full_name" -> fullName |= text;
            case "html_url" -> htmlUrl |= text;
            case "private" -> {
                privacy = true;
                notFalse |= token != JsonToken.VALUE_FALSE;
            }
            case "draft" -> draft |= token != JsonToken.VALUE_FALSE && token != JsonToken.VALUE_NULL;
            case "public" -> {
                publicMarks++;
                notTrue |= token != JsonToken.VALUE_TRUE;
            }
            case "slug" -> slug |= text;
            case "privacy" -> secret |= text && parser.getText().equals("secret");
            case "url" -> url |= text && addresses.add(parser.getText());
            case "commit_url", "parent_issue_url" -> link |= text && addresses.add(parser.getText());
            default -> {
                // Says nothing about what this is.
            }
        }
    }

    boolean isRepository() {
        return fullName && htmlUrl && privacy;
    }

    /** A repository is private unless every statement about it says otherwise. */
    boolean isPrivateRepository() {
        return isRepository() && notFalse;
    }

    boolean isDraft() {
        return draft;
    }

    /** A gist that is said to be public. */
    boolean isPublic() {
        return publicMarks > 0 && !notTrue;
    }

    /** A team that only its members know of. */
    boolean isSecretTeam() {
        return slug && secret;
    }

    /** Whether it links to a repository other than its own, of which nobody says whether it is public. */
    boolean leadsElsewhere() {
        return link
                && !(url && addresses.stream().map(Signs::repository).distinct().count() == 1);
    }

    /** The address of the repository that an address lies in; the address itself if it lies in none. */
    private static String repository(String address) {
        Matcher matcher = REPOSITORY.matcher(address);
        return (matcher.matches() ? matcher.group(1) : address).toLowerCase(Locale.ROOT);
    }
}
