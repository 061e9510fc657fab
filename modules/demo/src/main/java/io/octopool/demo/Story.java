package io.octopool.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What three people's agents read, and what became of each read. */
final class Story {

    private static final String REPO = "/repos/octo-org/hello-world";
    private static final List<String> AGENTS = List.of("alice", "bob", "carol");

    private final Relay relay;
    private final Cast cast;
    private final PrintStream out;
    private int reads;

    Story(Relay relay, Cast cast, PrintStream out) {
        this.relay = relay;
        this.cast = cast;
        this.out = out;
    }

    /** Tells it, and returns how many reads it took. */
    int tell() throws IOException, InterruptedException {
        chapter("Three agents ask for the open pull requests at the same moment: GitHub is asked once.");
        together(REPO + "/pulls");
        chapter("Each looks at the same pull request: the first read fills the cache for the others.");
        inTurn(REPO + "/pulls/1");
        chapter("They watch its checks and the workflow runs.");
        inTurn(REPO + "/commits/topic-1/check-runs");
        inTurn(REPO + "/actions/runs");
        chapter("One of them asks over and over, as agents do.");
        for (int i = 0; i < 4; i++) {
            read("carol", REPO + "/pulls/1");
        }
        chapter("Before a merge, one insists on the latest: GitHub says that nothing changed, for nothing.");
        print("alice", REPO + "/pulls/1", relay.readLatest(cast.token("alice"), REPO + "/pulls/1"));
        return reads;
    }

    private void chapter(String title) {
        out.println();
        out.println(title);
    }

    private void inTurn(String path) throws IOException, InterruptedException {
        for (String agent : AGENTS) {
            read(agent, path);
        }
    }

    private void together(String path) throws IOException, InterruptedException {
        try (ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Relay.Answer>> answers = AGENTS.stream()
                    .map(agent -> agents.submit(() -> relay.read(cast.token(agent), path)))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                print(AGENTS.get(i), path, answers.get(i).get());
            }
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        }
    }

    private void read(String agent, String path) throws IOException, InterruptedException {
        print(agent, path, relay.read(cast.token(agent), path));
    }

    private void print(String agent, String path, Relay.Answer answer) {
        reads++;
        out.printf(
                Locale.ROOT,
                "  %-6s GET %-54s %-11s %5d ms%n",
                agent,
                path,
                answer.outcome(),
                answer.took().toMillis());
    }
}
