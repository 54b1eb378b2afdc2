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

  public KeyLimits {
    if (inFlight < 0 || requestsPerMinute < 0 || jobs < 0 || bytes < 0) {
      throw new IllegalArgumentException("a key's limits are not negative; 0 is no limit");
    }
  }
}
