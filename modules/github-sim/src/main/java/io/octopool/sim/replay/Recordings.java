package io.octopool.sim.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recorded answers by method, path and query; the first that matches wins. Owner and repository match without case. */
public final class Recordings {

    private static final Pattern REPOSITORY = Pattern.compile("(/repos/[^/]+/[^/]+)(/.*)?");
    private static final Pattern OWN_BASE = Pattern.compile("(^|<)SIM(?=[/?>]|$)");

    /** A recorded answer with the simulator's own base put in. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    private final Map<String, List<Recording>> byTarget;

    private Recordings(Map<String, List<Recording>> byTarget) {
        this.byTarget = byTarget;
    }

    /**
     * Reads files in their order.
     *
     * @throws IOException when a file cannot be read
     * @throws RecordingException when a file is no recording
     */
    public static Recordings read(List<Path> files) throws IOException {
        Map<String, List<Recording>> byTarget = new HashMap<>();
        for (Path file : files) {
            for (RecordingFile.Entry entry : RecordingFile.read(file)) {
                byTarget.computeIfAbsent(target(entry.method(), entry.path()), key -> new ArrayList<>())
                        .add(entry.recording());
            }
        }
        return new Recordings(byTarget);
    }

    /**
     * The recorded answer to a request, if there is one.
     *
     * @param query decoded {@code name=value} pairs in any order
     * @param base what {@code SIM} stands for
     */
    public Optional<Answer> find(String method, String path, List<String> query, String base) {
        List<Recording> recorded = byTarget.get(target(method, path));
        if (recorded == null) {
            return Optional.empty();
        }
        List<String> sorted = query.stream().sorted().toList();
        return recorded.stream()
                .filter(recording -> recording.matches(sorted))
                .findFirst()
                .map(recording -> new Answer(recording.status(), based(recording.headers(), base), recording.body()));
    }

    private static String target(String method, String path) {
        Matcher repository = REPOSITORY.matcher(path);
        if (!repository.matches()) {
            return method + " " + path;
        }
        String rest = repository.group(2);
        return method + " " + repository.group(1).toLowerCase(Locale.ROOT) + (rest == null ? "" : rest);
    }

    private static Map<String, String> based(Map<String, String> headers, String base) {
        Map<String, String> based = new HashMap<>(headers);
        based.replaceAll((name, value) ->
                OWN_BASE.matcher(value).replaceAll(found -> found.group(1) + Matcher.quoteReplacement(base)));
        return based;
    }
}
