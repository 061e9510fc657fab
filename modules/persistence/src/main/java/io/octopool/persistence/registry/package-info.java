/** Names that may be taken once in the whole server, although each is kept by an entity of its own. */
@NullMarked
package io.octopool.persistence.registry;

import org.jspecify.annotations.NullMarked;
