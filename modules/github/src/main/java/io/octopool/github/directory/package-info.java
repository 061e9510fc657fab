/** Questions about people: who a login is, and whether it belongs to an organisation. */
@NullMarked
package io.octopool.github.directory;

import org.jspecify.annotations.NullMarked;
