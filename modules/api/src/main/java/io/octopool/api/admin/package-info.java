/** Provisioning of callers and identities. */
@NullMarked
package io.octopool.api.admin;

import org.jspecify.annotations.NullMarked;
