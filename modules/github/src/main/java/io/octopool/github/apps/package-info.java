/** GitHub Apps: their private keys, their assertions, and the installation tokens that pooled identities read with. */
@NullMarked
package io.octopool.github.apps;

import org.jspecify.annotations.NullMarked;
