/** The HTTP front end: relay, admin, health, operations. Composes everything and holds main. */
@NullMarked
package io.octopool.api;

import org.jspecify.annotations.NullMarked;
