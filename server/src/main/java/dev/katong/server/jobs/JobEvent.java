package dev.katong.server.jobs;

import java.util.Map;

/**
 * An event of a job.
 *
 * @param name one of those below
 * @param values the job or picture as clients see it
 */
public record JobEvent(String name, Map<String, Object> values) {
  /** The whole job, with its pictures. */
  static final String JOB = "job";

  /** One picture. */
  static final String PICTURE = "picture";

  /** The job without its pictures. */
  static final String PROGRESS = "progress";

  /** The job is over. */
  public static final String END = "end";
}
