package io.octopool.github.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.Bytes;
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
                case START_OBJECT -> begin(token, position(parser));
                case START_ARRAY -> begin(token, position(parser));
                case END_OBJECT, END_ARRAY -> end(position(parser));
                default -> value(token, parser);
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
            object.condemn(position, true);
        } else if (name.equals("permissions") || name.equals("role_name")) {
            object.condemn(position, false);
        }
    }

    private void begin(JsonToken token, int position) {
        Container parent = open.peekLast();
        if (parent != null && parent.object) {
            parent.value(token);
        } else if (parent != null) {
            parent.itemAt(position);
        }
        open.addLast(new Container(token == JsonToken.START_OBJECT, position, edits.mark()));
    }

    private void value(JsonToken token, JsonParser parser) {
        Container parent = open.peekLast();
        if (parent != null && parent.object) {
            parent.value(token);
        } else if (parent != null) {
            parent.itemAt(position(parser));
        }
    }

    private void end(int position) {
        Container ended = open.removeLast();
        if (ended.isPrivateRepository() || ended.hangsOnPrivate) {
            edits.replaceByNull(ended.mark, ended.from, position + 1);
            takeAlong();
        } else {
            edits.cut(ended.mark, ended.cuts(source, position));
        }
        if (open.isEmpty()) {
            judgeRoot(ended);
        } else if (ended.hangsOnPrivate || (open.size() == 1 && isUnlisted(ended))) {
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
    private boolean isUnlisted(Container item) {
        return switch (rule) {
            case RELEASE_LIST -> item.draft;
            case GIST_LIST -> !item.isPublicGist();
            case GENERAL, REPOSITORY, USER, RELEASE, GIST -> false;
        };
    }

    private static void dropFrom(Container parent, Container item) {
        if (!parent.object) {
            parent.condemn(item.from, true);
        }
    }

    private void judgeRoot(Container root) {
        switch (rule) {
            case GENERAL, USER -> {
                // The edits say it all.
            }
            case REPOSITORY -> withholdIf(root.isPrivateRepository(), Reason.PRIVATE_REPOSITORY);
            case RELEASE, RELEASE_LIST -> withholdIf(root.draft, Reason.DRAFT_RELEASE);
            case GIST -> withholdIf(!root.isPublicGist(), Reason.SECRET_GIST);
            case GIST_LIST -> withholdIf(root.object && !root.isPublicGist(), Reason.SECRET_GIST);
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
