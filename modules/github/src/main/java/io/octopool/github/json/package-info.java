/** The few things that are done to JSON without building a tree of it. */
@NullMarked
package io.octopool.github.json;

import org.jspecify.annotations.NullMarked;
