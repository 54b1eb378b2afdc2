package dev.katong.server.jobs;

import dev.katong.server.service.KeyLimits;
import dev.katong.server.service.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The jobs in a database. Each method is one transaction; what it has changed survives the process.
 * Methods that change a picture do nothing and return false if it is no longer this service's, by
 * this claim: its job was removed, or another service has taken it.
 */
interface JobStore {

  /** The most claims of a picture that end with their service; then it is failed as poison. */
  int MOST_LOST = 3;

  /** The code of a picture whose claims ended with their service each time. */
  String POISON = "poison";

  /**
   * Takes back all running pictures, of whatever service, as {@link #takeBackExpired} does. For a
   * database that only this service uses.
   */
  void takeBackAll();

  /**
   * Takes back pictures whose leases have expired, as their service has ended or is cut off. They
   * wait again, are cancelled with their job, or fail as {@link #POISON} if that happened {@value
   * #MOST_LOST} times.
   *
   * @return the pictures as they were
   */
  List<JobPicture> takeBackExpired();

  /** The result of {@link #renew}. */
  enum Renewal {
    YES,
    /** The job has been cancelled; the picture is to be put back. */
    CANCELLED,
    /** The picture is no longer this service's. */
    LOST
  }

  /** Renews the lease of a picture that this service draws. */
  Renewal renew(JobPicture picture);

  /** The result of {@link #add}. */
  enum Added {
    YES,
    /** The owner has as many jobs as it may have. */
    TOO_MANY_JOBS,
    /** The owner's jobs take as much of the disk as they may take. */
    TOO_MANY_BYTES,
    /** A job with the same idempotency key exists. */
    KEY_TAKEN
  }

  /** Adds a job, whose files are in place, if its owner's limits allow. */
  Added add(NewJob job, KeyLimits limits);

  /** The job that was made with an idempotency key. */
  record Keyed(UUID job, String digest) {}

  /** The job that an owner made with an idempotency key not longer ago than a time. */
  Optional<Keyed> keyed(String owner, String token, Duration age);

  /** Removes idempotency keys that are older than a time. */
  void forgetKeys(Duration age);

  /**
   * Claims the next picture. Owners take turns; of one owner's jobs those of one picture go first,
   * and the others take turns, so that a small job need not wait for the end of a large one. The
   * picture is this service's until its lease ends, which {@link #renew} puts off.
   *
   * @param styles keys of the styles that this service has; null to take jobs of any
   */
  Optional<JobPicture> claim(@Nullable Collection<String> styles);

  /**
   * A picture is drawn and its file written.
   *
   * @param bytes of the file
   * @param crc of the file, CRC-32
   */
  boolean done(JobPicture picture, String format, String report, long bytes, long crc);

  boolean failed(JobPicture picture, String code, String detail);

  /** A running picture that was stopped is cancelled with its job, or waits again. */
  boolean putBack(JobPicture picture);

  /** Puts back all pictures that this service claimed but these. */
  void putBackAllBut(Set<JobPicture> drawn);

  /** The result of {@link #cancel}. */
  enum Cancelled {
    YES,
    /** The job was cancelled before. */
    BEFORE,
    /** All its pictures had ended. */
    OVER,
    /** There is no such job. */
    GONE
  }

  /** Cancels the pictures of a job that wait; those that run are for the caller to stop. */
  Cancelled cancel(UUID id);

  /** Pictures that failed or were cancelled wait again, apart from photos that were not stored. */
  void retry(UUID id);

  /** Removes a job; false if it was not there. */
  boolean remove(UUID id);

  /** A job of any owner. */
  Optional<Job> find(UUID id);

  /** A job of an owner. */
  Optional<Job> find(UUID id, String owner);

  /** A place in the list of an owner's jobs, given to clients as an opaque text. */
  record Cursor(Instant created, UUID id) {

    static Cursor of(Job job) {
      return new Cursor(job.created(), job.id());
    }

    String text() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((created + "/" + id).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Parses a text.
     *
     * @throws ServiceException if it is none that {@link #text} gave
     */
    static Cursor parse(String text) {
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII)
                .split("/", -1);
        return new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
      } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
        throw ServiceException.of("after", "after: take it from `next` of the page before");
      }
    }
  }

  /**
   * Jobs of an owner, the newest first.
   *
   * @param after the jobs after this one; null for the first ones
   */
  List<Job> ofOwner(String owner, int limit, @Nullable Cursor after);

  /** Jobs that ended longer ago than a time, the oldest first. */
  List<UUID> endedBefore(Duration age);

  /** An owner's jobs that have ended, the oldest first. */
  List<UUID> endedOf(String owner);

  /** Those of the ids that are jobs. */
  Set<UUID> existing(Collection<UUID> ids);

  /** The number of an owner's jobs and what they take or will take on the disk. */
  record Usage(int jobs, long bytes) {}

  Usage usage(String owner);

  /** The disk space that all jobs take or will take. */
  long bytes();

  /** The counts of each key, for metrics. */
  List<JobCounts> counts();

  /** The number of pictures in a state, of all jobs. */
  int count(PictureState state);

  /** The number of jobs with pictures that wait. */
  int pendingJobs();

  List<JobPicture> pictures(UUID job);

  Optional<JobPicture> picture(UUID job, int number);

  /** Keeps the CRC-32 of a cartoon that was made before these were kept. */
  void crc(JobPicture picture, long crc);
}
