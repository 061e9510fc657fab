/** Where secrets come from: a directory of files, then the environment. */
@NullMarked
package io.octopool.api.secrets;

import org.jspecify.annotations.NullMarked;
