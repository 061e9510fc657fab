package io.octopool.sim.world;

/** A job and the attempt of the run that it belongs to. */
public record JobOfRun(Run run, Job job) {}
