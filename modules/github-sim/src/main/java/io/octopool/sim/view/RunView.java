package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Job;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.Run;
import io.octopool.sim.world.Workflow;
import io.octopool.sim.world.World;
import java.time.Duration;

/** Actions: workflows, runs and jobs of one repository. */
public final class RunView {

    private final Repo repo;
    private final Urls urls;
    private final AccountView accounts;
    private final ObjectNode minimalRepo;

    public RunView(World world, Urls urls, Repo repo) {
        this.repo = repo;
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
        this.minimalRepo = new RepoView(world, urls).minimal(repo);
    }

    public ObjectNode workflow(Workflow workflow) {
        return Json.object()
                .put("id", workflow.id())
                .put("node_id", Json.nodeId("Workflow", workflow.id()))
                .put("name", workflow.name())
                .put("path", workflow.path())
                .put("state", "active")
                .put("created_at", Json.time(repo.createdAt()))
                .put("updated_at", Json.time(repo.createdAt()))
                .put("url", urls.api(repo, "/actions/workflows/" + workflow.id()))
                .put("html_url", urls.page(repo, "/blob/" + repo.defaultBranch() + "/" + workflow.path()))
                .put("badge_url", urls.page(repo, "/workflows/" + workflow.name() + "/badge.svg"));
    }

    public ObjectNode run(Run run) {
        String api = urls.api(repo, "/actions/runs/" + run.id());
        ObjectNode json = Json.object()
                .put("id", run.id())
                .put("name", run.workflow().name())
                .put("node_id", Json.nodeId("WorkflowRun", run.id()))
                .put("head_branch", run.branch())
                .put("head_sha", run.sha())
                .put("path", run.workflow().path())
                .put("display_title", run.title())
                .put("run_number", run.number())
                .put("event", run.event())
                .put("status", run.status())
                .put("conclusion", run.conclusion())
                .put("workflow_id", run.workflow().id())
                .put("check_suite_id", run.suiteId())
                .put("check_suite_node_id", Json.nodeId("CheckSuite", run.suiteId()))
                .put("url", api)
                .put("html_url", urls.page(repo, "/actions/runs/" + run.id()));
        json.putArray("pull_requests");
        json.put("created_at", Json.time(run.createdAt())).put("updated_at", Json.time(run.updatedAt()));
        json.set("actor", accounts.brief(run.actor()));
        json.put("run_attempt", run.attempt());
        json.putArray("referenced_workflows");
        json.put("run_started_at", Json.time(run.startedAt()));
        json.set("triggering_actor", accounts.brief(run.actor()));
        json.put("jobs_url", api + "/jobs")
                .put("logs_url", api + "/logs")
                .put("check_suite_url", urls.api(repo, "/check-suites/" + run.suiteId()))
                .put("artifacts_url", api + "/artifacts")
                .put("cancel_url", api + "/cancel")
                .put("rerun_url", api + "/rerun")
                .put("previous_attempt_url", run.attempt() == 1 ? null : api + "/attempts/" + (run.attempt() - 1))
                .put(
                        "workflow_url",
                        urls.api(repo, "/actions/workflows/" + run.workflow().id()));
        json.set("head_commit", headCommit(repo.git().commit(run.sha())));
        json.set("repository", minimalRepo);
        json.set("head_repository", minimalRepo);
        return json;
    }

    public ObjectNode job(Run run, Job job) {
        ObjectNode json = Json.object()
                .put("id", job.id())
                .put("run_id", run.id())
                .put("workflow_name", run.workflow().name())
                .put("head_branch", run.branch())
                .put("run_url", urls.api(repo, "/actions/runs/" + run.id()))
                .put("run_attempt", run.attempt())
                .put("node_id", Json.nodeId("CheckRun", job.id()))
                .put("head_sha", run.sha())
                .put("url", urls.api(repo, "/actions/jobs/" + job.id()))
                .put("html_url", urls.page(repo, "/actions/runs/" + run.id() + "/job/" + job.id()))
                .put("status", job.status())
                .put("conclusion", job.conclusion())
                .put("created_at", Json.time(run.startedAt()))
                .put("started_at", Json.time(job.startedAt()))
                .put("completed_at", Json.time(job.completedAt()))
                .put("name", job.name());
        json.putArray("steps")
                .add(step("Set up job", 1, job))
                .add(step("Run " + job.name(), 2, job))
                .add(step("Complete job", 3, job));
        json.put("check_run_url", urls.api(repo, "/check-runs/" + job.id()));
        json.putArray("labels").add("ubuntu-latest");
        return json.put("runner_id", 1)
                .put("runner_name", "GitHub Actions 1")
                .put("runner_group_id", 0)
                .put("runner_group_name", "GitHub Actions");
    }

    /** The one artifact that a completed run has. */
    public ObjectNode artifact(Run run) {
        long id = run.id() * 10;
        String api = urls.api(repo, "/actions/artifacts/" + id);
        ObjectNode json = Json.object()
                .put("id", id)
                .put("node_id", Json.nodeId("Artifact", id))
                .put("name", "report")
                .put("size_in_bytes", 556)
                .put("url", api)
                .put("archive_download_url", api + "/zip")
                .put("expired", false)
                .put("created_at", Json.time(run.updatedAt()))
                .put("expires_at", Json.time(run.updatedAt().plus(Duration.ofDays(90))))
                .put("updated_at", Json.time(run.updatedAt()));
        json.putObject("workflow_run")
                .put("id", run.id())
                .put("repository_id", repo.id())
                .put("head_repository_id", repo.id())
                .put("head_branch", run.branch())
                .put("head_sha", run.sha());
        return json;
    }

    static ObjectNode headCommit(Commit commit) {
        ObjectNode json = Json.object()
                .put("id", commit.sha())
                .put("tree_id", commit.treeSha())
                .put("message", commit.message())
                .put("timestamp", Json.time(commit.date()));
        String email = commit.author() + "@users.noreply.github.com";
        json.putObject("author").put("name", commit.author()).put("email", email);
        json.putObject("committer").put("name", commit.author()).put("email", email);
        return json;
    }

    private static ObjectNode step(String name, int number, Job job) {
        return Json.object()
                .put("name", name)
                .put("status", job.status())
                .put("conclusion", job.conclusion())
                .put("number", number)
                .put("started_at", Json.time(job.startedAt()))
                .put("completed_at", Json.time(job.completedAt()));
    }
}
