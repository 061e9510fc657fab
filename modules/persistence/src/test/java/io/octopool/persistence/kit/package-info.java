/** What the contract tests share: fresh databases, a one-node cluster, an entity that writes any event. */
@NullMarked
package io.octopool.persistence.kit;

import org.jspecify.annotations.NullMarked;
