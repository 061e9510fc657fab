/** The server's configuration: environment variables read into one typed record. */
@NullMarked
package io.octopool.api.settings;

import org.jspecify.annotations.NullMarked;
