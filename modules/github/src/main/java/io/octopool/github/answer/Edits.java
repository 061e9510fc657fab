package io.octopool.github.answer;

import io.octopool.github.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Cuts and replacements in a run of bytes, in order and without overlap. */
final class Edits {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private record Edit(int from, int to, boolean toNull) {}

    private final List<Edit> edits = new ArrayList<>();

    boolean isEmpty() {
        return edits.isEmpty();
    }

    /** How many edits there are: what lies behind it can be taken back. */
    int mark() {
        return edits.size();
    }

    /** Writes {@code null} over a region, in place of all edits since the mark, which lie in it. */
    void replaceByNull(int mark, int from, int to) {
        edits.subList(mark, edits.size()).clear();
        edits.add(new Edit(from, to, true));
    }

    /** Cuts regions, given in order, and drops the edits since the mark that lie in one of them. */
    void cut(int mark, List<Region> regions) {
        if (regions.isEmpty()) {
            return;
        }
        List<Edit> recent = edits.subList(mark, edits.size());
        recent.removeIf(edit -> regions.stream().anyMatch(region -> region.contains(edit.from)));
        regions.forEach(region -> recent.add(new Edit(region.from(), region.to(), false)));
        recent.sort(Comparator.comparingInt(Edit::from));
    }

    /** The bytes with all edits made; the same instance if there are none. */
    Bytes apply(Bytes source) {
        if (edits.isEmpty()) {
            return source;
        }
        int length = source.length();
        for (Edit edit : edits) {
            length += (edit.toNull ? NULL.length : 0) - (edit.to - edit.from);
        }
        byte[] edited = new byte[length];
        int read = 0;
        int written = 0;
        for (Edit edit : edits) {
            System.arraycopy(source.shared(), read, edited, written, edit.from - read);
            written += edit.from - read;
            if (edit.toNull) {
                System.arraycopy(NULL, 0, edited, written, NULL.length);
                written += NULL.length;
            }
            read = edit.to;
        }
        System.arraycopy(source.shared(), read, edited, written, source.length() - read);
        return Bytes.owning(edited);
    }

    /** From the first byte to the one behind the last. */
    record Region(int from, int to) {
        boolean contains(int position) {
            return position >= from && position < to;
        }
    }
}
