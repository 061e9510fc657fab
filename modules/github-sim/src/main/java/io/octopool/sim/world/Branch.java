package io.octopool.sim.world;

/** A branch and the commit it points to. */
public record Branch(String name, String sha) {}
