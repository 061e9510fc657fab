package io.octopool.sim.world;

import java.nio.charset.StandardCharsets;

/** A file of the default branch's tree. */
public record RepoFile(String path, String text) {

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The object id that git gives this content. */
    public String sha() {
        return Ids.blobSha(bytes());
    }

    /** The last segment of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
