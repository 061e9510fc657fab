/** Questions to the read tables: narrow interfaces that answer records. */
@NullMarked
package io.octopool.persistence.query;

import org.jspecify.annotations.NullMarked;
