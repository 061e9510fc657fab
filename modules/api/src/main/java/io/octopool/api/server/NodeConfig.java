package io.octopool.api.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.octopool.api.settings.Settings;
import io.octopool.persistence.journal.JournalConfig;

/** The configuration of one node's actor system. */
final class NodeConfig {

    private NodeConfig() {}

    /** Contains the database's password: never log it. */
    static Config of(Settings settings) {
        return JournalConfig.of(settings.database())
                .withFallback(ConfigFactory.parseResources(NodeConfig.class.getClassLoader(), "octopool-node.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }
}
