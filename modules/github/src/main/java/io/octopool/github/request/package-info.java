/** One read as asked for: validated path, query and headers, and the canonical form that names it in the cache. */
@NullMarked
package io.octopool.github.request;

import org.jspecify.annotations.NullMarked;
