package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;

/** A release; a draft has no tag in git, and only those who may push see it. */
public record Release(
        long id,
        String tag,
        String name,
        String body,
        boolean prerelease,
        boolean draft,
        String author,
        Instant createdAt,
        Instant publishedAt,
        List<Asset> assets) {

    /** A file of a release. */
    public record Asset(long id, String name, String contentType, long size, int downloads) {}

    public Release {
        assets = List.copyOf(assets);
    }
}
