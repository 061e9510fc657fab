/** What every endpoint shares: errors, request ids, JSON in and out, and the edge around the routes. */
@NullMarked
package io.octopool.api.http;

import org.jspecify.annotations.NullMarked;
