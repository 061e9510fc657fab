/** Which GitHub reads are relayed: the catalogue of routes, how a path is matched and what is known of each. */
@NullMarked
package io.octopool.github.routes;

import org.jspecify.annotations.NullMarked;
