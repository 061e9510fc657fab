/** What GitHub is: routes, caching policy, the HTTP client, sanitising. No Pekko, no JDBC. */
@NullMarked
package io.octopool.github;

import org.jspecify.annotations.NullMarked;
