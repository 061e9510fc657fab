/** Views of runs and jobs that are cut out of wider pages, so that many questions share one answer (server spec 7.12). */
@NullMarked
package io.octopool.github.actions;

import org.jspecify.annotations.NullMarked;
