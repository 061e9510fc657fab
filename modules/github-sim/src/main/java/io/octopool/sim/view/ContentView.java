package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.RepoFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files and directories of a repository at some ref. */
public final class ContentView {

    private static final int LARGEST_INLINE = 1 << 20;
    static final Base64.Encoder WRAPPED = Base64.getMimeEncoder(60, new byte[] {'\n'});

    private final Urls urls;

    public ContentView(Urls urls) {
        this.urls = urls;
    }

    /** A file with its content, in Base64 with line ends as GitHub sends it; one of more than 1 MiB without. */
    public ObjectNode file(Repo repo, String ref, RepoFile file) {
        ObjectNode json = entry(repo, ref, file.path(), file.sha(), file);
        ObjectNode links = (ObjectNode) json.remove("_links");
        if (file.bytes().length > LARGEST_INLINE) {
            json.put("content", "").put("encoding", "none");
        } else {
            json.put("content", WRAPPED.encodeToString(file.bytes()) + "\n").put("encoding", "base64");
        }
        json.set("_links", links);
        return json;
    }

    /** What lies directly in a directory ({@code ""} is the root); empty if there is no such directory. */
    public Optional<ArrayNode> directory(Repo repo, String ref, String path) {
        String prefix = path.isEmpty() ? "" : path + "/";
        TreeMap<String, ObjectNode> entries = new TreeMap<>();
        for (RepoFile file : repo.git().files()) {
            if (!file.path().startsWith(prefix)) {
                continue;
            }
            String rest = file.path().substring(prefix.length());
            int slash = rest.indexOf('/');
            if (slash < 0) {
                entries.put(rest, entry(repo, ref, file.path(), file.sha(), file));
            } else {
                String name = prefix + rest.substring(0, slash);
                entries.put(rest.substring(0, slash), entry(repo, ref, name, GitView.treeSha(repo, name), null));
            }
        }
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        ArrayNode listing = JsonNodeFactory.instance.arrayNode();
        entries.values().forEach(listing::add);
        return Optional.of(listing);
    }

    private ObjectNode entry(Repo repo, String ref, String path, String sha, @Nullable RepoFile file) {
        String api = urls.api(repo, "/contents/" + path + "?ref=" + Urls.encoded(ref));
        String git = urls.api(repo, (file == null ? "/git/trees/" : "/git/blobs/") + sha);
        String page = urls.page(repo, (file == null ? "/tree/" : "/blob/") + ref + "/" + path);
        int size = file == null ? 0 : file.text().getBytes(StandardCharsets.UTF_8).length;
        ObjectNode json = Json.object()
                .put("name", path.substring(path.lastIndexOf('/') + 1))
                .put("path", path)
                .put("sha", sha)
                .put("size", size)
                .put("url", api)
                .put("html_url", page)
                .put("git_url", git)
                .put(
                        "download_url",
                        file == null
                                ? null
                                : "https://raw.githubusercontent.com/" + repo.fullName() + "/" + ref + "/" + path)
                .put("type", file == null ? "dir" : "file");
        json.putObject("_links").put("self", api).put("git", git).put("html", page);
        return json;
    }
}
