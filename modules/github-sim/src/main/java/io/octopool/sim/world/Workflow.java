package io.octopool.sim.world;

import java.util.List;

/** An Actions workflow of a repository. */
public record Workflow(long id, String name, String path, List<String> jobs) {

    public Workflow {
        jobs = List.copyOf(jobs);
    }

    /** The last segment of the path, by which the API also knows the workflow. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
