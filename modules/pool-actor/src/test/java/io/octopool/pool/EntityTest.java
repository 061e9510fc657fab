package io.octopool.pool;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterEach;

/** An actor system with a journal in memory in which every message between actors is serialized, and a clock to turn. */
public abstract class EntityTest {

    private static final Config CONFIG = ConfigFactory.parseString("""
                    pekko.actor.serialize-messages = on
                    pekko.loglevel = WARNING
                    """)
            .withFallback(EventSourcedBehaviorTestKit.config())
            .withFallback(ConfigFactory.load())
            .resolve();

    protected final ActorTestKit kit = ActorTestKit.create(CONFIG);
    protected final TurnedClock clock = new TurnedClock();

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    /** A clock that stands until it is turned. */
    public static final class TurnedClock implements InstantSource {

        private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        public void turn(Duration by) {
            now = now.plus(by);
        }
    }
}
