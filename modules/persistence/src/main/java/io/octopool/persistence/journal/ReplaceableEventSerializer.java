package io.octopool.persistence.journal;

import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.RepoVisibilityEvent;
import java.io.NotSerializableException;
import java.time.Instant;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores events that GitHub can replace, as Jackson does, and reads a damaged one as "there is nothing": the entity recovers
 * empty and asks GitHub anew, where an unreadable row would keep it from ever starting (server spec 7.4, "a bad row is a
 * miss").
 */
public final class ReplaceableEventSerializer extends SerializerWithStringManifest {

    private static final Logger LOG = LoggerFactory.getLogger(ReplaceableEventSerializer.class);

    /** Stored with each event: never change it. */
    private static final int IDENTIFIER = 880_001;

    private final JacksonCborSerializer cbor;

    /** As the actor system makes it, by configuration. */
    public ReplaceableEventSerializer(ExtendedActorSystem system) {
        this.cbor = new JacksonCborSerializer(system, "jackson-cbor");
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object event) {
        return cbor.manifest(event);
    }

    @Override
    public byte[] toBinary(Object event) {
        return cbor.toBinary(event);
    }

    /** @throws NotSerializableException if the manifest names no event of this serializer */
    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return cbor.fromBinary(bytes, manifest);
        } catch (Exception damaged) {
            LOG.warn("A stored {} cannot be read and counts as gone", manifest);
            if (manifest.startsWith(CachedReadEvent.class.getName())) {
                return new CachedReadEvent.AnswerRemoved("", Instant.EPOCH);
            }
            if (manifest.startsWith(RepoVisibilityEvent.class.getName())) {
                return new RepoVisibilityEvent.ProofForgotten("", "", Instant.EPOCH);
            }
            throw new NotSerializableException(manifest);
        }
    }
}
