package io.octopool.github.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.Bytes;
import io.octopool.github.answer.Container.Fate;
import io.octopool.github.answer.Sanitising.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a JSON document that finds what has to go (server spec 9.7).
 *
 * <p>Invariants: edits are in the order of the bytes and never overlap; the edits inside an object are those behind its mark,
 * so they can be dropped when the object goes as a whole; nothing recurses, so depth costs heap only.
 */
final class Scrub {

    /**
     * Members of members without which an object has nothing to tell: the repository that a pull request is for, the issue
     * that refers to another, what an event is about. Not among them: the head of a pull request, which may be anybody's fork.
     */
    private static final Set<String> HANGING =
            Set.of("base.repo", "source.issue", "payload.pull_request", "payload.issue");

    private final SanitisingRule rule;
    private final Bytes source;
    private final Edits edits = new Edits();
    private final Deque<Container> open = new ArrayDeque<>();
    private final @Nullable Set<String> keptAtRoot;
    private @Nullable Reason withheld;

    Scrub(SanitisingRule rule, Bytes source) {
        this.rule = rule;
        this.source = source;
        this.keptAtRoot = rule.keptMembers().orElse(null);
    }

    Edits edits() {
        return edits;
    }

    /** Why nothing may be shown, if so. */
    Optional<Reason> withheld() {
        return Optional.ofNullable(withheld);
    }

    void run(JsonParser parser) throws IOException {
        int roots = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            switch (token) {
                case FIELD_NAME -> member(parser.currentName(), position(parser));
                case START_OBJECT, START_ARRAY -> begin(token, parser);
                case END_OBJECT, END_ARRAY -> end(position(parser));
                default -> value(parser);
            }
            if (open.isEmpty()) {
                roots++;
                withholdScalarGist(token);
            }
        }
        if (roots != 1 && rule != SanitisingRule.GENERAL) {
            withheld = Reason.UNREADABLE;
        }
    }

    private void member(String name, int position) {
        Container object = open.getLast();
        object.itemAt(position);
        object.member = name;
        boolean unlisted = keptAtRoot != null && open.size() == 1 && !keptAtRoot.contains(name);
        if (unlisted || name.equals("temp_clone_token")) {
            object.condemn(position, Fate.GOES);
            return;
        }
        switch (name) {
            case "permissions", "role_name" -> object.condemn(position, Fate.GOES_FROM_REPOSITORIES);
            case "commit_id", "commit_url", "parent_issue_url" ->
                object.condemn(position, Fate.GOES_IF_IT_LEADS_ELSEWHERE);
            default -> {
                // Stays, whatever this turns out to be.
            }
        }
    }

    private void begin(JsonToken token, JsonParser parser) throws IOException {
        value(parser);
        open.addLast(new Container(token == JsonToken.START_OBJECT, position(parser), edits.mark()));
    }

    private void value(JsonParser parser) throws IOException {
        Container parent = open.peekLast();
        if (parent != null && parent.object) {
            parent.signs.value(parent.member, parser);
        } else if (parent != null) {
            parent.itemAt(position(parser));
        }
    }

    private void end(int position) {
        Container ended = open.removeLast();
        boolean dropped = ended.hangsOnPrivate || ended.signs.isSecretTeam();
        if (dropped || ended.signs.isPrivateRepository()) {
            edits.replaceByNull(ended.mark, ended.from, position + 1);
            takeAlong();
        } else {
            edits.cut(ended.mark, ended.cuts(source, position));
        }
        if (open.isEmpty()) {
            judgeRoot(ended.object, ended.signs);
        } else if (dropped || (open.size() == 1 && isUnlisted(ended.signs))) {
            dropFrom(open.getLast(), ended);
        }
    }

    /** The current member of the innermost object is gone: what tells of nothing else goes too. */
    private void takeAlong() {
        Iterator<Container> outwards = open.descendingIterator();
        Container holder = outwards.hasNext() ? outwards.next() : null;
        if (holder == null || !holder.object) {
            return;
        }
        holder.hangsOnPrivate |= holder.member.equals("repository");
        Container outer = outwards.hasNext() ? outwards.next() : null;
        if (outer != null && outer.object) {
            outer.hangsOnPrivate |= HANGING.contains(outer.member + "." + holder.member);
        }
    }

    /** Whether an item of the outermost list has to go. */
    private boolean isUnlisted(Signs item) {
        return switch (rule) {
            case RELEASE_LIST -> item.isDraft();
            case GIST_LIST -> !item.isPublic();
            case GENERAL, REPOSITORY, USER, RELEASE, GIST -> false;
        };
    }

    private static void dropFrom(Container parent, Container item) {
        if (!parent.object) {
            parent.condemn(item.from, Fate.GOES);
        }
    }

    private void judgeRoot(boolean object, Signs root) {
        switch (rule) {
            case GENERAL, USER -> {
                // The edits say it all.
            }
            case REPOSITORY -> withholdIf(root.isPrivateRepository(), Reason.PRIVATE_REPOSITORY);
            case RELEASE, RELEASE_LIST -> withholdIf(root.isDraft(), Reason.DRAFT_RELEASE);
            case GIST -> withholdIf(!root.isPublic(), Reason.SECRET_GIST);
            case GIST_LIST -> withholdIf(object && !root.isPublic(), Reason.SECRET_GIST);
        }
    }

    private void withholdScalarGist(JsonToken token) {
        withholdIf(rule == SanitisingRule.GIST && token.isScalarValue(), Reason.SECRET_GIST);
    }

    private void withholdIf(boolean condition, Reason reason) {
        if (condition) {
            withheld = reason;
        }
    }

    private static int position(JsonParser parser) {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }
}
