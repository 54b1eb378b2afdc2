/**
 * The database of jobs: its connections and its schema. {@link
 * dev.katong.server.database.JobDatabase} opens it.
 */
@NullMarked
package dev.katong.server.database;

import org.jspecify.annotations.NullMarked;
