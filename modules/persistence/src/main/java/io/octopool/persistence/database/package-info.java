/** The connection to the database: settings, start with its failures, schema migration. */
@NullMarked
package io.octopool.persistence.database;

import org.jspecify.annotations.NullMarked;
