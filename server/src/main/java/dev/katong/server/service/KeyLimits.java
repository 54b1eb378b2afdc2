package dev.katong.server.service;

/**
 * Limits of one key; 0 is no limit.
 *
 * @param inFlight single pictures that are received or drawn at a time
 * @param requestsPerMinute requests in any minute
 * @param jobs jobs that are kept at a time
 * @param bytes bytes that these jobs take on the disk
 */
public record KeyLimits(int inFlight, int requestsPerMinute, int jobs, long bytes) {
  /** No limits, for a service without keys. */
  public static final KeyLimits NONE = new KeyLimits(0, 0, 0, 0);

  private static final int RETRY_SECONDS = 60;

  public KeyLimits {
    if (inFlight < 0 || requestsPerMinute < 0 || jobs < 0 || bytes < 0) {
      throw new IllegalArgumentException("a key's limits are not negative; 0 is no limit");
    }
  }

  /**
   * Checks that one more job may be kept.
   *
   * @param kept jobs of the key, those that have ended included
   * @throws ServiceException if it may not
   */
  public void checkJobs(int kept) {
    if (jobs > 0 && kept >= jobs) {
      throw ServiceException.later(
          ServiceException.Kind.RATE_LIMITED,
          "this key has %d jobs, as many as it may keep; delete one".formatted(kept),
          RETRY_SECONDS);
    }
  }

  /**
   * Checks that the jobs of the key may take more of the disk.
   *
   * @param kept bytes of the key's jobs
   * @param added bytes of the new one
   * @throws ServiceException if they may not
   */
  public void checkBytes(long kept, long added) {
    if (bytes > 0 && kept + added > bytes) {
      throw ServiceException.later(
          ServiceException.Kind.RATE_LIMITED,
          "this key's jobs would take %d bytes, more than the %d that they may; delete one"
              .formatted(kept + added, bytes),
          RETRY_SECONDS);
    }
  }
}
