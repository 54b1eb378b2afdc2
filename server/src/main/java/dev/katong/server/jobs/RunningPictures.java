package dev.katong.server.jobs;

import dev.katong.server.jobs.JobStore.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Claims pictures that wait and keeps what becomes of them: done, failed, or put back. Ends a job
 * with its last picture.
 *
 * <p>A claim is this service's until its lease ends, by the database's clock. Each claim has a
 * number of its own, the attempt: what is said of an older one changes nothing.
 */
final class RunningPictures {
  private static final int MOST_DETAIL = 1000;

  /** A condition on the table of jobs: none of the job's pictures waits or runs. */
  static final String OVER =
      "not exists (select 1 from picture where job = id and state in ('WAITING', 'RUNNING'))";

  /** A condition on the table of pictures, with {@link #claim(JobPicture)}'s values. */
  private static final String THIS_CLAIM =
      "job = ? and number = ? and state = 'RUNNING' and node = ? and attempt = ?";

  private static final String POISONED =
      "the service ended %d times while it drew this picture; it is not tried again by itself";

  private static final String EXPIRED = "lease < current_timestamp";

  private static final int MOST_TAKEN_BACK = 100;

  /** This service, from its start to its end. */
  private final UUID node = UUID.randomUUID();

  private final JdbcClient database;
  private final TransactionTemplate transactions;
  private final JobQueries queries;
  private final WebhookMessages messages;
  private final String leaseEnd;

  RunningPictures(
      JdbcClient database,
      TransactionTemplate transactions,
      JobQueries queries,
      WebhookMessages messages,
      Duration lease) {
    this.database = database;
    this.transactions = transactions;
    this.queries = queries;
    this.messages = messages;
    this.leaseEnd = "current_timestamp + interval '%d' second".formatted(lease.toSeconds());
  }

  private <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(transactions.execute(status -> work.get()));
  }

  /** Locks a job's row until the transaction ends; false if there is none. */
  boolean lock(UUID id) {
    return database
        .sql("select id from job where id = ? for update")
        .param(id)
        .query(UUID.class)
        .optional()
        .isPresent();
  }

  Optional<JobPicture> claim(@Nullable Collection<String> styles) {
    return inTransaction(
        () -> {
          JdbcClient.StatementSpec query =
              database.sql(
                  """
                  select id, owner from job where pending %s order by
                    (select o.served from owner o where o.name = job.owner),
                    case when pictures = 1 then 0 else 1 end, served, created
                    limit 1 for update skip locked
                  """
                      .formatted(
                          styles == null ? "" : "and (style is null or style in (:styles))"));
          Optional<Claimed> job =
              (styles == null ? query : query.param("styles", styles))
                  .query(
                      (row, index) -> new Claimed(row.getObject(1, UUID.class), row.getString(2)))
                  .optional();
          return job.flatMap(found -> claim(found.id(), found.owner()));
        });
  }

  private record Claimed(UUID id, String owner) {}

  private Optional<JobPicture> claim(UUID id, String owner) {
    List<JobPicture> waiting =
        database
            .sql(
                "select * from picture where job = ? and state = 'WAITING' order by number limit 2")
            .param(id)
            .query(JobPicture::of)
            .list();
    long turn = turn();
    database
        .sql("update job set served = ?, pending = ? where id = ?")
        .params(turn, waiting.size() > 1, id)
        .update();
    database.sql("update owner set served = ? where name = ?").params(turn, owner).update();
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    JobPicture next = waiting.get(0).claimed();
    database
        .sql(
            "update picture set state = 'RUNNING', node = ?, attempt = ?, lease = "
                + leaseEnd
                + " where job = ? and number = ?")
        .params(node, next.attempt(), next.job(), next.number())
        .update();
    return Optional.of(next);
  }

  /** The values of {@link #THIS_CLAIM}. */
  private List<Object> claim(JobPicture picture) {
    return List.of(picture.job(), picture.number(), node, picture.attempt());
  }

  /**
   * Renews a lease, also an expired one if no service has taken the picture back. Locks the
   * picture's row alone, in a transaction of its own.
   */
  Renewal renew(JobPicture picture) {
    int renewed =
        database
            .sql("update picture set lease = " + leaseEnd + " where " + THIS_CLAIM)
            .params(claim(picture))
            .update();
    if (renewed == 0) {
      return Renewal.LOST;
    }
    return isCancelled(picture.job()) ? Renewal.CANCELLED : Renewal.YES;
  }

  private boolean isCancelled(UUID job) {
    return database
        .sql("select cancelled from job where id = ?")
        .param(job)
        .query(Boolean.class)
        .optional()
        .orElse(true);
  }

  void takeBackAll() {
    takeBack("state = 'RUNNING'", Integer.MAX_VALUE);
  }

  List<JobPicture> takeBackExpired() {
    return takeBack(EXPIRED, MOST_TAKEN_BACK);
  }

  private List<JobPicture> takeBack(String condition, int limit) {
    return database
        .sql("select * from picture where " + condition + " order by lease limit ?")
        .param(limit)
        .query(JobPicture::of)
        .list()
        .stream()
        .filter(picture -> inTransaction(() -> takeBack(picture, condition)))
        .toList();
  }

  private boolean takeBack(JobPicture picture, String condition) {
    if (!lock(picture.job())) {
      return false;
    }
    int lost =
        database
            .sql(
                """
                update picture set lost = lost + 1, lease = null, node = null
                  where job = ? and number = ? and state = 'RUNNING' and attempt = ? and
                """
                    + condition)
            .params(picture.job(), picture.number(), picture.attempt())
            .update();
    if (lost == 0) {
      return false;
    }
    int times =
        database
            .sql("select lost from picture where job = ? and number = ?")
            .params(picture.job(), picture.number())
            .query(Integer.class)
            .single();
    if (times >= JobStore.MOST_LOST && !isCancelled(picture.job())) {
      set(picture, PictureState.FAILED, JobStore.POISON, POISONED.formatted(times));
      endIfOver(picture.job());
    } else {
      waitAgain(picture);
    }
    return true;
  }

  private long turn() {
    Instant now = queries.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  boolean done(JobPicture picture, String format, String report, long bytes, long crc) {
    return inTransaction(
        () -> {
          if (!lock(picture.job())) {
            return false;
          }
          int changed =
              database
                  .sql(
                      """
                      update picture set state = 'DONE', code = null, detail = null, format = ?,
                          report = ?, bytes = ?, crc = ?, lease = null, lost = 0
                        where
                      """
                          + THIS_CLAIM)
                  .params(format, report, bytes, crc)
                  .params(claim(picture))
                  .update();
          if (changed > 0) {
            database
                .sql("update job set bytes = bytes + ? where id = ?")
                .params(bytes, picture.job())
                .update();
            endIfOver(picture.job());
          }
          return changed > 0;
        });
  }

  boolean failed(JobPicture picture, String code, String detail) {
    return inTransaction(
        () -> {
          if (!lock(picture.job()) || !release(picture)) {
            return false;
          }
          set(picture, PictureState.FAILED, code, detail);
          endIfOver(picture.job());
          return true;
        });
  }

  boolean putBack(JobPicture picture) {
    return inTransaction(
        () -> {
          if (!lock(picture.job()) || !release(picture)) {
            return false;
          }
          waitAgain(picture);
          return true;
        });
  }

  void putBackAllBut(Set<JobPicture> drawn) {
    database
        .sql("select * from picture where state = 'RUNNING' and node = ?")
        .param(node)
        .query(JobPicture::of)
        .list()
        .stream()
        .filter(picture -> drawn.stream().noneMatch(picture::isSameClaim))
        .forEach(this::putBack);
  }

  /** Ends this service's claim to a picture; false if it has none. */
  private boolean release(JobPicture picture) {
    return database
            .sql("update picture set lease = null, node = null where " + THIS_CLAIM)
            .params(claim(picture))
            .update()
        > 0;
  }

  /**
   * Has a picture wait, or cancels it if its job was cancelled, because then nothing would claim
   * it.
   */
  private void waitAgain(JobPicture picture) {
    if (isCancelled(picture.job())) {
      set(picture, PictureState.CANCELLED, null, null);
      endIfOver(picture.job());
      return;
    }
    set(picture, PictureState.WAITING, null, null);
    database
        .sql("update job set pending = true, ended = null where id = ?")
        .param(picture.job())
        .update();
  }

  /** Changes a picture that no service has, and whose job's row is locked. */
  private void set(
      JobPicture picture, PictureState state, @Nullable String code, @Nullable String detail) {
    String text =
        detail != null && detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail;
    database
        .sql("update picture set state = ?, code = ?, detail = ? where job = ? and number = ?")
        .param(state.name())
        .param(code)
        .param(text)
        .params(picture.job(), picture.number())
        .update();
  }

  /** Ends a job, whose row is locked, if none of its pictures waits or runs. */
  void endIfOver(UUID id) {
    int ended =
        database
            .sql(
                "update job set ended = current_timestamp where id = ? and ended is null and "
                    + OVER)
            .param(id)
            .update();
    if (ended > 0) {
      messages.add(id);
    }
  }
}
