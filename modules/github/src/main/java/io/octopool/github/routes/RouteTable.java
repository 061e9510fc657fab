package io.octopool.github.routes;

/**
 * The 120 reads that are relayed, as one table (server spec 4.2, with the freshness corrections of 17.2 items 2 to 5).
 *
 * <p>Columns: {@code R} stands for {@code /repos/{owner}/{repo}}. {@code last}: what follows when the public reader fails.
 * {@code anon}: the anonymous API may serve it. {@code proof}: an answer given without a credential proves the repository
 * public. {@code fresh}, {@code stale}: seconds, or a rule of {@link FreshFor}; {@code T} after a stale time means a day
 * instead, once the answer is settled. The route key follows from the template ({@link KeyPath}).
 *
 * <p>The order matters only to a reader: no path matches two rows.
 */
final class RouteTable {

    static final String ROWS = """
            template                                    kind                          bucket last      anon proof flags     fresh   stale
            /users/{login}                              user_view                     core   anonymous -    -     -         3600    7200
            /users/{login}/repos                        user_repo_list                core   local     anon -     -         600     600
            /users/{login}/orgs                         user_org_list                 core   local     anon -     -         3600    7200
            /users/{login}/gists                        user_gist_list                core   local     anon -     -         3600    7200
            /users/{login}/followers                    user_follower_list            core   local     anon -     -         3600    7200
            /users/{login}/following                    user_following_list           core   local     anon -     -         3600    7200
            /users/{login}/events                       user_event_list               core   local     anon -     -         60      7200
            /users/{login}/received_events              user_received_event_list      core   local     anon -     -         60      7200
            /users/{login}/keys                         user_key_list                 core   local     anon -     -         3600    7200
            /users/{login}/gpg_keys                     user_gpg_key_list             core   local     anon -     -         3600    7200
            /orgs/{org}/repos                           org_repo_list                 core   local     anon -     -         600     600
            /orgs/{org}/events                          org_event_list                core   local     anon -     -         60      3600
            /orgs/{org}/public_members                  org_public_member_list        core   local     anon -     -         3600    7200
            /orgs/{org}/public_members/{login}          org_public_member_view        core   local     anon -     -         3600    7200
            /gists/{gist}                               gist_view                     core   local     anon -     -         3600    7200
            /emojis                                     emoji_list                    core   local     anon -     -         3600    7200
            /meta                                       github_meta                   core   local     anon -     -         3600    7200
            /licenses                                   license_list                  core   local     anon -     -         3600    7200
            /licenses/{slug}                            license_view                  core   local     anon -     -         3600    7200
            /gitignore/templates                        gitignore_template_list       core   local     anon -     -         3600    7200
            /gitignore/templates/{template}             gitignore_template_view       core   local     anon -     -         3600    7200
            R                                           repo_view                     core   pooled    anon proof -         600     7200
            R/commits                                   commit_list                   core   pooled    anon proof -         300     7200
            R/commits/{sha}                             commit_view                   core   pooled    anon proof -         SHA     86400
            R/commits/{ref}                             commit_view_ref               core   pooled    anon proof -         120     300
            R/commits/{sha}/comments                    commit_comments               core   pooled    anon proof -         300     3600
            R/commits/{sha}/pulls                       commit_pulls                  core   pooled    anon proof -         300     3600
            R/commits/{sha}/branches-where-head         commit_branches_where_head    core   pooled    anon proof -         300     3600
            R/commits/{sha}/statuses                    commit_statuses               core   pooled    anon proof -         60      300
            R/commits/{ref}/statuses                    commit_statuses_ref           core   pooled    anon proof -         60      300
            R/comments/{id}                             repo_comment                  core   pooled    anon proof -         300     3600
            R/compare/{compare}                         compare                       core   pooled    anon proof -         300     7200
            R/contents/{path+}                          contents                      core   pooled    anon proof -         REF     86400
            R/readme                                    repo_readme                   core   pooled    anon proof -         REF     86400
            R/readme/{path+}                            repo_readme                   core   pooled    anon proof -         REF     86400
            R/pulls/{number}                            pr_view                       core   pooled    anon proof -         PR      3600
            R/pulls                                     pr_list                       core   pooled    anon proof -         60      600
            R/pulls/{number}/files                      pr_files                      core   pooled    anon proof -         PRFILES 3600
            R/pulls/{number}/commits                    pr_commits                    core   pooled    anon proof -         300     3600
            R/pulls/{number}/comments                   pr_review_comments            core   pooled    anon proof -         300     3600
            R/pulls/comments                            pr_review_comment_list        core   pooled    anon proof -         300     3600
            R/pulls/comments/{id}                       pr_review_comment_view        core   pooled    anon proof -         300     3600
            R/pulls/comments/{id}/reactions             pr_review_comment_reactions   core   pooled    anon proof -         300     3600
            R/pulls/{number}/reviews                    pr_reviews                    core   pooled    anon proof -         300     3600
            R/pulls/{number}/reviews/{id}               pr_review_view                core   pooled    anon proof -         300     3600
            R/pulls/{number}/reviews/{id}/comments      pr_review_comments_for_review core   pooled    anon proof -         300     3600
            R/pulls/{number}/requested_reviewers        pr_requested_reviewers        core   pooled    anon proof -         300     3600
            R/commits/{sha}/check-runs                  commit_check_runs             core   pooled    anon proof -         60      300
            R/commits/{ref}/check-runs                  commit_check_runs_ref         core   pooled    anon proof -         60      300
            R/commits/{sha}/check-suites                commit_check_suites           core   pooled    anon proof -         60      300
            R/commits/{ref}/check-suites                commit_check_suites_ref       core   pooled    anon proof -         60      300
            R/commits/{sha}/status                      commit_status                 core   pooled    anon proof -         60      300
            R/commits/{ref}/status                      commit_status_ref             core   pooled    anon proof -         60      300
            R/statuses/{sha}                            ref_statuses                  core   pooled    anon proof -         60      300
            R/actions/runs                              run_list                      core   pooled    anon proof -         RUNLIST 300
            R/actions/runs/{id}                         run_view                      core   pooled    anon proof -         RUN     300T
            R/actions/runs/{id}/attempts/{attempt}      run_view                      core   pooled    anon proof -         RUN     300T
            R/actions/runs/{id}/jobs                    run_jobs                      core   pooled    anon proof -         60      300T
            R/actions/runs/{id}/attempts/{attempt}/jobs run_jobs                      core   pooled    anon proof -         60      300T
            R/actions/runs/{id}/artifacts               run_artifacts                 core   pooled    anon proof -         60      1800
            R/actions/jobs/{id}                         job_view                      core   pooled    anon proof -         JOB     300T
            R/actions/jobs/{id}/logs                    job_logs                      core   pooled    -    proof log,large 60      1800
            R/check-runs/{id}/annotations               check_run_annotations         core   pooled    anon proof -         60      1800
            R/issues/{number}                           issue_view                    core   pooled    anon proof -         ISSUE   3600
            R/issues                                    issue_list                    core   pooled    anon proof -         60      600
            R/issues/{number}/comments                  issue_comments                core   pooled    anon proof -         300     3600
            R/issues/comments                           issue_comment_list            core   pooled    anon proof -         300     3600
            R/issues/comments/{id}                      issue_comment_view            core   pooled    anon proof -         300     3600
            R/issues/comments/{id}/reactions            issue_comment_reactions       core   pooled    anon proof -         300     3600
            R/issues/{number}/events                    issue_events                  core   pooled    anon proof -         300     3600
            R/issues/events                             issue_event_list              core   pooled    anon proof -         300     3600
            R/issues/events/{id}                        issue_event_view              core   pooled    anon proof -         300     3600
            R/issues/{number}/labels                    issue_labels                  core   pooled    anon proof -         300     3600
            R/issues/{number}/reactions                 issue_reactions               core   pooled    anon proof -         300     3600
            R/issues/{number}/timeline                  issue_timeline                core   pooled    anon proof -         300     3600
            R/assignees                                 assignee_list                 core   pooled    anon proof -         300     3600
            R/assignees/{login}                         assignee_view                 core   pooled    anon proof -         300     3600
            R/labels                                    label_list                    core   pooled    anon proof -         300     3600
            R/labels/{label}                            label_view                    core   pooled    anon proof -         300     3600
            R/milestones                                milestone_list                core   pooled    anon proof -         300     3600
            R/milestones/{id}                           milestone_view                core   pooled    anon proof -         300     3600
            R/branches                                  branch_list                   core   pooled    anon proof -         120     7200
            R/branches/{branch}                         branch_view                   core   pooled    anon proof -         120     7200
            R/tags                                      tag_list                      core   pooled    anon proof -         300     7200
            R/languages                                 repo_languages                core   pooled    anon proof -         3600    7200
            R/contributors                              repo_contributors             core   pooled    anon proof -         3600    7200
            R/license                                   repo_license                  core   pooled    anon proof -         3600    7200
            R/topics                                    repo_topics                   core   pooled    anon proof -         3600    7200
            R/community/profile                         community_profile             core   pooled    anon proof -         3600    7200
            R/forks                                     fork_list                     core   pooled    anon proof -         3600    7200
            R/stargazers                                stargazer_list                core   pooled    anon proof -         3600    7200
            R/subscribers                               subscriber_list               core   pooled    anon proof -         3600    7200
            R/deployments                               deployment_list               core   pooled    anon proof -         300     3600
            R/events                                    repo_event_list               core   pooled    anon proof -         60      3600
            /networks/{owner}/{repo}/events             network_event_list            core   pooled    anon proof -         60      3600
            R/stats/contributors                        repo_stats_contributors       core   pooled    anon proof -         3600    7200
            R/stats/commit_activity                     repo_stats_commit_activity    core   pooled    anon proof -         3600    7200
            R/stats/code_frequency                      repo_stats_code_frequency     core   pooled    anon proof -         3600    7200
            R/stats/participation                       repo_stats_participation      core   pooled    anon proof -         3600    7200
            R/stats/punch_card                          repo_stats_punch_card         core   pooled    anon proof -         3600    7200
            R/git/blobs/{sha}                           git_blob                      core   pooled    anon proof -         SHA     86400
            R/git/commits/{sha}                         git_commit                    core   pooled    anon proof -         SHA     86400
            R/git/tags/{sha}                            git_tag                       core   pooled    anon proof -         SHA     86400
            R/git/trees/{sha}                           git_tree                      core   pooled    anon proof -         SHA     86400
            R/git/ref/{ref+}                            git_ref                       core   pooled    anon proof -         120     300
            R/git/matching-refs/{ref+}                  git_matching_refs             core   pooled    anon proof -         120     300
            R/actions/workflows                         workflow_list                 core   pooled    anon proof -         300     1800
            R/actions/workflows/{workflow}              workflow_view                 core   pooled    anon proof -         300     1800
            R/actions/workflows/{workflow}/runs         workflow_run_list             core   pooled    anon proof -         RUNLIST 300
            R/releases                                  release_list                  core   local     anon proof -         300     7200
            R/releases/latest                           release_latest                core   local     anon proof -         300     7200
            R/releases/tags/{tag}                       release_view                  core   local     anon proof -         300     7200
            R/releases/{id}                             release_view                  core   local     anon proof -         300     7200
            R/releases/{id}/assets                      release_assets                core   local     anon proof -         300     7200
            R/releases/assets/{id}                      release_asset                 core   local     anon proof -         300     7200
            /search/issues                              search_issues                 search pooled    anon -     search    120     1800
            /search/code                                search_code              code_search pooled    -    -     search    120     1800
            /search/commits                             search_commits                search pooled    anon -     search    120     1800
            /search/repositories                        search_repositories           search local     anon -     search    120     1800
            /rate_limit                                 rate_limit                    core   pooled    -    -     nocache   60      1800
            """;

    private RouteTable() {}
}
