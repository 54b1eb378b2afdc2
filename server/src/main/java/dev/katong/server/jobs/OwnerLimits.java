package dev.katong.server.jobs;

/**
 * The limits of one owner's jobs.
 *
 * @param jobs the most jobs, ended ones that are kept included
 * @param bytes the most bytes of them on the disk
 */
public record OwnerLimits(int jobs, long bytes) {
  public OwnerLimits {
    if (jobs < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "an owner's limits are at least 1 job and 1 byte, not %d and %d".formatted(jobs, bytes));
    }
  }

  /** Gives the limits of an owner. */
  @FunctionalInterface
  public interface Source {
    /**
     * The limits of an owner.
     *
     * @param share the bytes that the jobs of all owners may take
     */
    OwnerLimits of(String owner, long share);
  }
}
