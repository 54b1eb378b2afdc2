/**
 * Jobs of many pictures, which survive the process: start with {@link
 * dev.katong.server.jobs.JobService}.
 */
@NullMarked
package dev.katong.server.jobs;

import org.jspecify.annotations.NullMarked;
