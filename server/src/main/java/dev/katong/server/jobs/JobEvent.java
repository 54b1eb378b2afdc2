package dev.katong.server.jobs;

/**
 * An event of a job.
 *
 * @param name one of those below
 * @param values a {@link JobJson} or a {@link PictureJson}
 */
public record JobEvent(String name, Object values) {
  /** The whole job, with its pictures. */
  static final String JOB = "job";

  /** One picture. */
  static final String PICTURE = "picture";

  /** The job without its pictures. */
  static final String PROGRESS = "progress";

  /** The job is over. */
  public static final String END = "end";
}
