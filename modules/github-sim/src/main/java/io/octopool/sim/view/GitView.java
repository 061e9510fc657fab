package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Ids;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.RepoFile;
import io.octopool.sim.world.World;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The objects of git itself, of one repository. */
public final class GitView {

    private final Repo repo;
    private final Urls urls;
    private final CommitView commits;

    public GitView(World world, Urls urls, Repo repo) {
        this.repo = repo;
        this.urls = urls;
        this.commits = new CommitView(world, urls);
    }

    public ObjectNode blob(String sha, byte[] content) {
        return Json.object()
                .put("sha", sha)
                .put("node_id", Json.nodeId("Blob", repo.id()))
                .put("size", content.length)
                .put("url", urls.api(repo, "/git/blobs/" + sha))
                .put("content", ContentView.WRAPPED.encodeToString(content) + "\n")
                .put("encoding", "base64");
    }

    public ObjectNode commit(Commit commit) {
        ObjectNode json = Json.object()
                .put("sha", commit.sha())
                .put("node_id", Json.nodeId("Commit", repo.id()))
                .put("url", urls.api(repo, "/git/commits/" + commit.sha()))
                .put("html_url", urls.page(repo, "/commit/" + commit.sha()));
        json.set("author", commits.signature(commit));
        json.set("committer", commits.signature(commit));
        json.putObject("tree")
                .put("sha", commit.treeSha())
                .put("url", urls.api(repo, "/git/trees/" + commit.treeSha()));
        json.put("message", commit.message());
        json.set(
                "parents",
                Json.array(
                        commit.parents(),
                        parent -> Json.object()
                                .put("sha", parent)
                                .put("url", urls.api(repo, "/git/commits/" + parent))
                                .put("html_url", urls.page(repo, "/commit/" + parent))));
        json.set("verification", unsigned());
        return json;
    }

    /** The tag object of an annotated tag. */
    public ObjectNode tag(String name, String commitSha) {
        String sha = tagSha(repo, name);
        ObjectNode json = Json.object()
                .put("node_id", Json.nodeId("Tag", repo.id()))
                .put("sha", sha)
                .put("url", urls.api(repo, "/git/tags/" + sha));
        json.set("tagger", commits.signature(repo.git().commit(commitSha)));
        json.set("object", object("commit", "/git/commits/", commitSha));
        json.put("tag", name).put("message", "Version " + name + "\n");
        json.set("verification", unsigned());
        return json;
    }

    /**
     * A tree.
     *
     * @param directory {@code ""} for the root
     * @param recursive whether files of directories below are in it
     */
    public ObjectNode tree(String sha, String directory, boolean recursive) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        Map<String, ObjectNode> entries = new LinkedHashMap<>();
        for (RepoFile file : repo.git().files()) {
            if (!file.path().startsWith(prefix)) {
                continue;
            }
            String rest = file.path().substring(prefix.length());
            for (int slash = rest.indexOf('/'); slash >= 0; slash = recursive ? rest.indexOf('/', slash + 1) : -1) {
                String path = rest.substring(0, slash);
                String name = treeSha(repo, prefix + path);
                entries.putIfAbsent(path, entry(path, "040000", "tree", name));
            }
            if (recursive || rest.indexOf('/') < 0) {
                entries.put(rest, entry(rest, "100644", "blob", file.sha()).put("size", file.bytes().length));
            }
        }
        ObjectNode json = Json.object().put("sha", sha).put("url", urls.api(repo, "/git/trees/" + sha));
        ArrayNode tree = json.putArray("tree");
        entries.values().forEach(tree::add);
        return json.put("truncated", false);
    }

    /** A ref, such as {@code refs/heads/main}. */
    public ObjectNode ref(String name, String commitSha) {
        ObjectNode json = Json.object()
                .put("ref", name)
                .put("node_id", Json.nodeId("Ref", Integer.toUnsignedLong(name.hashCode())))
                .put("url", urls.api(repo, "/git/" + name));
        String tag = name.startsWith("refs/tags/") ? name.substring("refs/tags/".length()) : "";
        json.set(
                "object",
                isAnnotated(tag)
                        ? object("tag", "/git/tags/", tagSha(repo, tag))
                        : object("commit", "/git/commits/", commitSha));
        return json;
    }

    /** What {@code GET /repos/{owner}/{repo}/tags} lists. */
    public ObjectNode listedTag(String name, String commitSha) {
        ObjectNode json = Json.object()
                .put("name", name)
                .put("zipball_url", urls.api(repo, "/zipball/refs/tags/" + name))
                .put("tarball_url", urls.api(repo, "/tarball/refs/tags/" + name));
        json.putObject("commit").put("sha", commitSha).put("url", urls.api(repo, "/commits/" + commitSha));
        return json.put("node_id", Json.nodeId("Ref", Integer.toUnsignedLong(name.hashCode())));
    }

    /** The content of a blob: of a file of the tree, or what a commit made of one. */
    public static Optional<byte[]> content(Repo repo, String sha) {
        return repo.git().files().stream()
                .filter(file -> file.sha().equals(sha))
                .map(RepoFile::bytes)
                .findFirst()
                .or(() -> repo.git().commits().values().stream()
                        .flatMap(commit -> commit.files().stream())
                        .filter(file -> file.blobSha().equals(sha))
                        .map(file -> (file.patch() + "\n").getBytes(StandardCharsets.UTF_8))
                        .findFirst());
    }

    /** The directory that a tree's object name stands for; empty for an unknown one. */
    public static Optional<String> directory(Repo repo, String sha) {
        if (repo.git().resolve(sha).isPresent()
                || repo.git().commits().values().stream()
                        .anyMatch(commit -> commit.treeSha().equals(sha))) {
            return Optional.of("");
        }
        return repo.git().files().stream()
                .map(RepoFile::path)
                .flatMap(path -> directories(path).stream())
                .filter(directory -> treeSha(repo, directory).equals(sha))
                .findFirst();
    }

    /** Tags that end with {@code 0.0} stand for their commit, the others for a tag object. */
    public static boolean isAnnotated(String tag) {
        return !tag.isEmpty() && !tag.endsWith("0.0");
    }

    public static String tagSha(Repo repo, String tag) {
        return Ids.sha("tag " + repo.id() + " " + tag);
    }

    static String treeSha(Repo repo, String directory) {
        return Ids.sha("tree " + repo.fullName() + "/" + directory);
    }

    private ObjectNode entry(String path, String mode, String type, String sha) {
        return Json.object()
                .put("path", path)
                .put("mode", mode)
                .put("type", type)
                .put("sha", sha)
                .put("url", urls.api(repo, "/git/" + type + "s/" + sha));
    }

    private ObjectNode object(String type, String path, String sha) {
        return Json.object().put("sha", sha).put("type", type).put("url", urls.api(repo, path + sha));
    }

    private static ObjectNode unsigned() {
        return Json.object()
                .put("verified", false)
                .put("reason", "unsigned")
                .putNull("signature")
                .putNull("payload")
                .putNull("verified_at");
    }

    private static List<String> directories(String path) {
        return IntStream.range(0, path.length())
                .filter(at -> path.charAt(at) == '/')
                .mapToObj(at -> path.substring(0, at))
                .toList();
    }
}
