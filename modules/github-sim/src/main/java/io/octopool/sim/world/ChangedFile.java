package io.octopool.sim.world;

/** One file of a commit; {@code status} is GitHub's {@code added}, {@code modified} or {@code removed}. */
public record ChangedFile(String path, String status, int additions, int deletions, String blobSha, String patch) {}
