/** Provisioning of callers and identities, and the policies of pools. */
@NullMarked
package io.octopool.api.admin;

import org.jspecify.annotations.NullMarked;
