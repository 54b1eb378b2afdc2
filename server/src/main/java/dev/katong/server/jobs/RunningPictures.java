package dev.katong.server.jobs;

import java.time.Instant;
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
 */
final class RunningPictures {
  private static final int MOST_DETAIL = 1000;

  /** A condition on the table of jobs: none of the job's pictures waits or runs. */
  static final String OVER =
      "not exists (select 1 from picture where job = id and state in ('WAITING', 'RUNNING'))";

  private final JdbcClient database;
  private final TransactionTemplate transactions;
  private final JobQueries queries;
  private final WebhookMessages messages;

  RunningPictures(
      JdbcClient database,
      TransactionTemplate transactions,
      JobQueries queries,
      WebhookMessages messages) {
    this.database = database;
    this.transactions = transactions;
    this.queries = queries;
    this.messages = messages;
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

  Optional<JobPicture> claim() {
    return inTransaction(
        () -> {
          Optional<Claimed> job =
              database
                  .sql(
                      """
                      select id, owner from job where pending order by
                        (select o.served from owner o where o.name = job.owner),
                        case when pictures = 1 then 0 else 1 end, served, created
                        limit 1 for update skip locked
                      """)
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
    JobPicture next = waiting.get(0);
    database
        .sql("update picture set state = 'RUNNING' where job = ? and number = ?")
        .params(next.job(), next.number())
        .update();
    return Optional.of(next);
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
                          report = ?, bytes = ?, crc = ?
                        where job = ? and number = ? and state = 'RUNNING'
                      """)
                  .params(format, report, bytes, crc, picture.job(), picture.number())
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
          if (!lock(picture.job()) || !setState(picture, PictureState.FAILED, code, detail)) {
            return false;
          }
          endIfOver(picture.job());
          return true;
        });
  }

  boolean putBack(JobPicture picture) {
    return inTransaction(() -> lock(picture.job()) && putBackLocked(picture));
  }

  /**
   * Puts a picture back, or cancels it if its job was cancelled, because then nothing would claim
   * it.
   */
  private boolean putBackLocked(JobPicture picture) {
    boolean cancelled =
        database
            .sql("select cancelled from job where id = ?")
            .param(picture.job())
            .query(Boolean.class)
            .single();
    if (cancelled) {
      boolean changed = setState(picture, PictureState.CANCELLED, null, null);
      endIfOver(picture.job());
      return changed;
    }
    if (!setState(picture, PictureState.WAITING, null, null)) {
      return false;
    }
    database
        .sql("update job set pending = true, ended = null where id = ?")
        .param(picture.job())
        .update();
    return true;
  }

  void putBackAllBut(Set<JobPicture> drawn) {
    database
        .sql("select * from picture where state = 'RUNNING'")
        .query(JobPicture::of)
        .list()
        .stream()
        .filter(picture -> drawn.stream().noneMatch(picture::isSame))
        .forEach(this::putBack);
  }

  /** Changes a running picture; false if it is not running any more. */
  private boolean setState(
      JobPicture picture, PictureState state, @Nullable String code, @Nullable String detail) {
    String text =
        detail != null && detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail;
    return database
            .sql(
                """
                update picture set state = ?, code = ?, detail = ?
                  where job = ? and number = ? and state = 'RUNNING'
                """)
            .param(state.name())
            .param(code)
            .param(text)
            .params(picture.job(), picture.number())
            .update()
        > 0;
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
