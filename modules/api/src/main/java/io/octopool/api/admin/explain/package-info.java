/** What would become of a read, without reading. */
@NullMarked
package io.octopool.api.admin.explain;

import org.jspecify.annotations.NullMarked;
