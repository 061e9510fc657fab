/** Identities as administrators see and change them. */
@NullMarked
package io.octopool.api.admin.identities;

import org.jspecify.annotations.NullMarked;
