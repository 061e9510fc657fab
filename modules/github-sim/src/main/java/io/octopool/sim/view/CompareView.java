package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.ChangedFile;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.GitHistory;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two commits compared. */
public final class CompareView {

    private final Repo repo;
    private final Urls urls;
    private final CommitView commits;

    /**
     * What lies between two commits.
     *
     * @param ahead commits of the head that the base lacks, oldest first
     * @param behind how many commits of the base the head lacks
     */
    public record Range(String spec, Commit base, Commit head, Commit mergeBase, List<Commit> ahead, int behind) {

        /** Compares two commits of one history; the name is as asked. */
        public static Range of(GitHistory git, String spec, Commit base, Commit head) {
            Set<String> ofBase = git.ancestors(base.sha());
            Set<String> ofHead = git.ancestors(head.sha());
            List<Commit> ahead = ofHead.stream()
                    .filter(sha -> !ofBase.contains(sha))
                    .map(git::commit)
                    .sorted(Comparator.comparing(Commit::date).thenComparing(Commit::sha))
                    .toList();
            int behind =
                    (int) ofBase.stream().filter(sha -> !ofHead.contains(sha)).count();
            Commit common = ofBase.stream()
                    .filter(ofHead::contains)
                    .map(git::commit)
                    .max(Comparator.comparing(Commit::date))
                    .orElse(base);
            return new Range(spec, base, head, common, ahead, behind);
        }

        String status() {
            if (ahead.isEmpty()) {
                return behind == 0 ? "identical" : "behind";
            }
            return behind == 0 ? "ahead" : "diverged";
        }

        /** The files that the head changed; of a file changed more than once the last change. */
        public List<ChangedFile> files() {
            Map<String, ChangedFile> byPath = new LinkedHashMap<>();
            ahead.forEach(commit -> commit.files().forEach(file -> byPath.put(file.path(), file)));
            return List.copyOf(byPath.values());
        }
    }

    public CompareView(World world, Urls urls, Repo repo) {
        this.repo = repo;
        this.urls = urls;
        this.commits = new CommitView(world, urls);
    }

    public ObjectNode show(Range range) {
        String page = urls.page(repo, "/compare/" + range.spec);
        ObjectNode json = Json.object()
                .put("url", urls.api(repo, "/compare/" + range.spec))
                .put("html_url", page)
                .put("permalink_url", urls.page(repo, "/compare/" + short7(range.base) + "..." + short7(range.head)))
                .put("diff_url", page + ".diff")
                .put("patch_url", page + ".patch");
        json.set("base_commit", commits.listed(repo, range.base));
        json.set("merge_base_commit", commits.listed(repo, range.mergeBase));
        json.put("status", range.status())
                .put("ahead_by", range.ahead.size())
                .put("behind_by", range.behind)
                .put("total_commits", range.ahead.size());
        json.set("commits", Json.array(range.ahead, commit -> commits.listed(repo, commit)));
        json.set("files", Json.array(range.files(), file -> commits.file(repo, range.head.sha(), file)));
        return json;
    }

    private String short7(Commit commit) {
        return repo.owner() + ":" + commit.sha().substring(0, 7);
    }
}
