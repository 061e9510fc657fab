package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Job;
import io.octopool.sim.world.JobOfRun;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.Run;
import io.octopool.sim.world.World;
import java.util.List;

/** What is known of a commit's health: check runs (the jobs), check suites (the runs), and one legacy status. */
public final class ChecksView {

    private static final long ACTIONS_APP = 15368;

    private final Repo repo;
    private final Urls urls;
    private final AccountView accounts;
    private final ObjectNode minimalRepo;

    public ChecksView(World world, Urls urls, Repo repo) {
        this.repo = repo;
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
        this.minimalRepo = new RepoView(world, urls).minimal(repo);
    }

    public ObjectNode checkRun(Run run, Job job) {
        String api = urls.api(repo, "/check-runs/" + job.id());
        String page = urls.page(repo, "/actions/runs/" + run.id() + "/job/" + job.id());
        ObjectNode json = Json.object()
                .put("id", job.id())
                .put("name", job.name())
                .put("node_id", Json.nodeId("CheckRun", job.id()))
                .put("head_sha", run.sha())
                .put("external_id", "job-" + job.id())
                .put("url", api)
                .put("html_url", page)
                .put("details_url", page)
                .put("status", job.status())
                .put("conclusion", job.conclusion())
                .put("started_at", Json.time(job.startedAt()))
                .put("completed_at", Json.time(job.completedAt()));
        json.putObject("output")
                .putNull("title")
                .putNull("summary")
                .putNull("text")
                .put("annotations_count", annotations(new JobOfRun(run, job)).size())
                .put("annotations_url", api + "/annotations");
        json.putObject("check_suite").put("id", run.suiteId());
        json.set("app", app());
        json.putArray("pull_requests");
        return json;
    }

    /** What a check has to say about lines: of a failed one, one remark; of others nothing. */
    public List<ObjectNode> annotations(JobOfRun found) {
        if (!"failure".equals(found.job().conclusion())) {
            return List.of();
        }
        ObjectNode json = Json.object()
                .put("path", ".github")
                .put("blob_href", urls.page(repo, "/blob/" + found.run().sha() + "/.github"))
                .put("start_line", 1)
                .putNull("start_column")
                .put("end_line", 1)
                .putNull("end_column")
                .put("annotation_level", "failure")
                .put("title", "")
                .put("message", "Process completed with exit code 1.")
                .put("raw_details", "");
        return List.of(json);
    }

    public ObjectNode checkSuite(Run run) {
        String api = urls.api(repo, "/check-suites/" + run.suiteId());
        Commit commit = repo.git().commit(run.sha());
        ObjectNode json = Json.object()
                .put("id", run.suiteId())
                .put("node_id", Json.nodeId("CheckSuite", run.suiteId()))
                .put("head_branch", run.branch())
                .put("head_sha", run.sha())
                .put("status", run.status())
                .put("conclusion", run.conclusion())
                .put("url", api)
                .put("before", commit.parents().stream().findFirst().orElse("0".repeat(40)))
                .put("after", run.sha());
        json.putArray("pull_requests");
        json.set("app", app());
        json.put("created_at", Json.time(run.createdAt())).put("updated_at", Json.time(run.updatedAt()));
        json.put("rerequestable", true)
                .put("runs_rerequestable", false)
                .put("latest_check_runs_count", run.jobs().size())
                .put("check_runs_url", api + "/check-runs");
        json.set("head_commit", RunView.headCommit(commit));
        json.set("repository", minimalRepo);
        return json;
    }

    /** The one legacy status every commit has: the contributor agreement is signed. */
    public ObjectNode status(Commit commit) {
        ObjectNode json = briefStatus(commit);
        json.set("creator", accounts.brief(World.ALICE));
        return json;
    }

    /** The combined status of a commit. */
    public ObjectNode combined(Commit commit) {
        ObjectNode json = Json.object().put("state", "success");
        json.putArray("statuses").add(briefStatus(commit));
        json.put("sha", commit.sha()).put("total_count", 1);
        json.set("repository", minimalRepo);
        return json.put("commit_url", urls.api(repo, "/commits/" + commit.sha()))
                .put("url", urls.api(repo, "/commits/" + commit.sha() + "/status"));
    }

    private ObjectNode briefStatus(Commit commit) {
        long id = repo.id() * 10 + 5;
        return Json.object()
                .put("url", urls.api(repo, "/statuses/" + commit.sha()))
                .put("avatar_url", "https://avatars.githubusercontent.com/oa/1?v=4")
                .put("id", id)
                .put("node_id", Json.nodeId("StatusContext", id))
                .put("state", "success")
                .put("description", "Contributor agreement is signed")
                .put("target_url", "https://cla.example.com/" + repo.fullName())
                .put("context", "license/cla")
                .put("created_at", Json.time(commit.date()))
                .put("updated_at", Json.time(commit.date()));
    }

    private ObjectNode app() {
        ObjectNode json = Json.object()
                .put("id", ACTIONS_APP)
                .put("slug", "github-actions")
                .put("node_id", Json.nodeId("App", ACTIONS_APP));
        json.set("owner", accounts.brief(repo.owner()));
        json.put("name", "GitHub Actions")
                .put("description", "Automate your workflow from idea to production")
                .put("external_url", "https://help.github.com/en/actions")
                .put("html_url", urls.page("/apps/github-actions"))
                .put("created_at", "2018-07-30T09:30:17Z")
                .put("updated_at", "2025-03-03T09:00:00Z");
        json.putObject("permissions").put("checks", "write").put("contents", "read");
        json.putArray("events").add("push");
        return json;
    }
}
