package io.octopool.persistence.journal;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Events;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.projection.Projections;
import java.time.InstantSource;

/** A process that writes one event after the other, prints each that was acknowledged, and waits to be killed. */
final class Scribe {

    private Scribe() {}

    static void main(String[] arguments) throws Exception {
        try (Node node = Node.start(new DatabaseSettings(arguments[0], arguments[1], arguments[2]))) {
            Projections.start(node.system(), node.database(), InstantSource.system());
            for (int i = 0; ; i++) {
                String request = "r" + i;
                node.write("AuditTrail|" + i % 3, Events.appended(request));
                System.out.println(request);
            }
        }
    }
}
