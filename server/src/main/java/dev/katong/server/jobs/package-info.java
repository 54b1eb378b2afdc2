/**
 * Jobs of many pictures, which survive the process: start with {@link
 * dev.katong.server.jobs.JobDesk}.
 */
@NullMarked
package dev.katong.server.jobs;

import org.jspecify.annotations.NullMarked;
