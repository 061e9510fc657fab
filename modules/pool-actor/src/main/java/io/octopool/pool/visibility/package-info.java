/** The proof that a repository is public: the {@code RepoVisibility} entity. */
@NullMarked
package io.octopool.pool.visibility;

import org.jspecify.annotations.NullMarked;
