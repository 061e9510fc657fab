package io.octopool.pool;

/** Marks what Pekko serializes with Jackson CBOR: messages between nodes, persisted events and snapshots. */
public interface CborSerializable {}
