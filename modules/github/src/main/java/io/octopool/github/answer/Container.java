package io.octopool.github.answer;

import io.octopool.github.Bytes;
import io.octopool.github.answer.Edits.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * An object or a list that a {@link Scrub} is inside of: what is known of it so far, and which of its items may have to go.
 * Which ones do is known at its end only, because members come in any order.
 */
final class Container {

    private static final int LAST = -1;

    /** When a candidate goes. */
    enum Fate {
        GOES,
        GOES_FROM_REPOSITORIES,
        GOES_IF_IT_LEADS_ELSEWHERE
    }

    /** An item that may have to go, with the start of the item behind it. */
    private static final class Candidate {
        final int from;
        final boolean first;
        final Fate fate;
        int next = LAST;

        Candidate(int from, boolean first, Fate fate) {
            this.from = from;
            this.first = first;
            this.fate = fate;
        }
    }

    final boolean object;
    final int from;
    final int mark;

    /** The name of the member that is being read. */
    String member = "";

    /** Whether a private repository went of which all of this tells. */
    boolean hangsOnPrivate;

    final Signs signs = new Signs();

    private int items;
    private final List<Candidate> candidates = new ArrayList<>(0);

    Container(boolean object, int from, int mark) {
        this.object = object;
        this.from = from;
        this.mark = mark;
    }

    /** A member or an element begins. */
    void itemAt(int position) {
        if (!candidates.isEmpty() && candidates.getLast().next == LAST) {
            candidates.getLast().next = position;
        }
        items++;
    }

    /** The item that began last, at this position, may have to go. */
    void condemn(int position, Fate fate) {
        candidates.add(new Candidate(position, items == 1, fate));
    }

    /**
     * The regions to cut so that the condemned items go together with one comma each.
     *
     * @param end the position of the closing bracket
     */
    List<Region> cuts(Bytes source, int end) {
        List<Candidate> going = candidates.stream().filter(this::goes).toList();
        List<Region> regions = new ArrayList<>(going.size());
        int i = 0;
        while (i < going.size()) {
            Candidate first = going.get(i);
            Candidate last = first;
            while (i + 1 < going.size() && going.get(i + 1).from == last.next) {
                i++;
                last = going.get(i);
            }
            regions.add(region(source, first, last, end));
            i++;
        }
        return regions;
    }

    private boolean goes(Candidate candidate) {
        return switch (candidate.fate) {
            case GOES -> true;
            case GOES_FROM_REPOSITORIES -> signs.isRepository();
            case GOES_IF_IT_LEADS_ELSEWHERE -> signs.leadsElsewhere();
        };
    }

    private static Region region(Bytes source, Candidate first, Candidate last, int end) {
        if (last.next != LAST) {
            return new Region(first.from, last.next);
        }
        int start = first.first ? first.from : endBefore(source, first.from) - 1;
        return new Region(start, endBefore(source, end));
    }

    /** The position behind the last byte before {@code position} that is no whitespace. */
    private static int endBefore(Bytes source, int position) {
        int end = position;
        while (source.at(end - 1) <= ' ' && source.at(end - 1) >= 0) {
            end--;
        }
        return end;
    }
}
