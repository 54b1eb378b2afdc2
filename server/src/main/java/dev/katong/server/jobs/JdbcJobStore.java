package dev.katong.server.jobs;

import dev.katong.server.service.KeyLimits;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Jobs in tables, by SQL that H2 and PostgreSQL both understand: adds, cancels, retries and removes
 * them itself, reads by {@link JobQueries}, and has {@link RunningPictures} claim and end their
 * pictures. A transaction that changes a job's pictures locks the job's row first, so that no two
 * wait for each other; all times are the database's.
 */
final class JdbcJobStore implements JobStore {
  private static final String WAITS =
      "exists (select 1 from picture where job = id and state = 'WAITING')";

  private final JdbcClient database;
  private final JdbcTemplate batches;
  private final TransactionTemplate transactions;
  private final JsonMapper json;
  private final JobQueries queries;
  private final WebhookMessages messages;
  private final RunningPictures pictures;

  /**
   * Creates a store.
   *
   * @param source of a database whose schema is up to date
   * @param lease the time for which a claim holds unless it is renewed
   */
  JdbcJobStore(DataSource source, JsonMapper json, Duration lease) {
    this.database = JdbcClient.create(source);
    this.batches = new JdbcTemplate(source);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(source));
    this.json = json;
    this.queries = new JobQueries(database, json);
    this.messages = new WebhookMessages(source);
    this.pictures = new RunningPictures(database, transactions, queries, messages, lease);
  }

  private <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(transactions.execute(status -> work.get()));
  }

  private void inTransaction(Runnable work) {
    transactions.executeWithoutResult(status -> work.run());
  }

  @Override
  public Added add(NewJob job, KeyLimits limits) {
    addOwner(job.owner());
    try {
      return inTransaction(
          () -> {
            database
                .sql("select served from owner where name = ? for update")
                .param(job.owner())
                .query(Long.class)
                .single();
            Usage usage = queries.usage(job.owner());
            if (usage.jobs() >= limits.jobs()) {
              return Added.TOO_MANY_JOBS;
            }
            if (usage.bytes() + job.expectedBytes() > limits.bytes()) {
              return Added.TOO_MANY_BYTES;
            }
            insert(job);
            return Added.YES;
          });
    } catch (DuplicateKeyException e) {
      return Added.KEY_TAKEN;
    }
  }

  /**
   * Adds an owner in a transaction of its own, so that another that adds the same owner does not
   * break it.
   */
  private void addOwner(String owner) {
    boolean known =
        database
            .sql("select name from owner where name = ?")
            .param(owner)
            .query(String.class)
            .optional()
            .isPresent();
    if (!known) {
      try {
        database.sql("insert into owner (name, served) values (?, 0)").param(owner).update();
      } catch (DuplicateKeyException e) {
        // Another request has added it.
      }
    }
  }

  private void insert(NewJob job) {
    boolean waits = job.pictures().stream().anyMatch(p -> p.state() == PictureState.WAITING);
    database
        .sql(
            """
            insert into job (id, owner, created, ended, settings, cancelled, pictures, pending,
                served, bytes, expected, skipped, webhook, style)
              values (?, ?, current_timestamp, case when ? then null else current_timestamp end,
                ?, false, ?, ?, 0, ?, ?, ?, ?, ?)
            """)
        .params(job.id(), job.owner(), waits)
        .params(json.writeValueAsString(job.settings()), job.pictures().size(), waits)
        .params(job.bytes(), job.expectedBytes(), json.writeValueAsString(job.skipped()))
        .param(job.webhook())
        .param(job.style())
        .update();
    batches.batchUpdate(
        "insert into picture (job, number, name, state, code, detail) values (?, ?, ?, ?, ?, ?)",
        job.pictures(),
        500,
        (row, picture) -> {
          row.setObject(1, picture.job());
          row.setInt(2, picture.number());
          row.setString(3, picture.name());
          row.setString(4, picture.state().name());
          row.setString(5, picture.code());
          row.setString(6, picture.detail());
        });
    job.idempotencyKey()
        .ifPresent(
            key ->
                database
                    .sql(
                        """
                        insert into idempotency (owner, token, digest, job, created)
                          values (?, ?, ?, ?, current_timestamp)
                        """)
                    .params(job.owner(), key.token(), key.digest(), job.id())
                    .update());
    if (!waits) {
      messages.add(job.id());
    }
  }

  @Override
  public void forgetKeys(Duration age) {
    database.sql("delete from idempotency where created < ?").param(queries.before(age)).update();
  }

  @Override
  public Cancelled cancel(UUID id) {
    return inTransaction(
        () -> {
          if (!pictures.lock(id)) {
            return Cancelled.GONE;
          }
          Job job = find(id).orElseThrow();
          if (job.cancelled()) {
            return Cancelled.BEFORE;
          }
          if (job.isOver()) {
            return Cancelled.OVER;
          }
          database
              .sql("update picture set state = 'CANCELLED' where job = ? and state = 'WAITING'")
              .param(id)
              .update();
          database
              .sql("update job set cancelled = true, pending = false where id = ?")
              .param(id)
              .update();
          pictures.endIfOver(id);
          return Cancelled.YES;
        });
  }

  @Override
  public void retry(UUID id) {
    inTransaction(
        () -> {
          if (pictures.lock(id)) {
            retryLocked(id);
          }
        });
  }

  private void retryLocked(UUID id) {
    int changed =
        database
            .sql(
                """
                update picture set state = 'WAITING', code = null, detail = null, lost = 0
                  where job = ? and state in ('FAILED', 'CANCELLED')
                    and coalesce(code, '') <> 'too-large'
                """)
            .param(id)
            .update();
    // Also while a cancelled picture still runs: it waits again once it has stopped.
    database
        .sql(
            "update job set cancelled = false where id = ? and (? > 0 or not "
                + RunningPictures.OVER
                + ")")
        .params(id, changed)
        .update();
    database.sql("update job set pending = " + WAITS + " where id = ?").param(id).update();
    database
        .sql("update job set ended = null where id = ? and not " + RunningPictures.OVER)
        .param(id)
        .update();
  }

  @Override
  public boolean remove(UUID id) {
    return inTransaction(
        () ->
            pictures.lock(id)
                && database.sql("delete from job where id = ?").param(id).update() > 0);
  }

  @Override
  public void crc(JobPicture picture, long crc) {
    database
        .sql("update picture set crc = ? where job = ? and number = ?")
        .params(crc, picture.job(), picture.number())
        .update();
  }

  @Override
  public void takeBackAll() {
    pictures.takeBackAll();
  }

  @Override
  public List<JobPicture> takeBackExpired() {
    return pictures.takeBackExpired();
  }

  @Override
  public Renewal renew(JobPicture picture) {
    return pictures.renew(picture);
  }

  @Override
  public Optional<JobPicture> claim(@Nullable Collection<String> styles) {
    return pictures.claim(styles);
  }

  @Override
  public boolean done(JobPicture picture, String format, String report, long bytes, long crc) {
    return pictures.done(picture, format, report, bytes, crc);
  }

  @Override
  public boolean failed(JobPicture picture, String code, String detail) {
    return pictures.failed(picture, code, detail);
  }

  @Override
  public boolean putBack(JobPicture picture) {
    return pictures.putBack(picture);
  }

  @Override
  public void putBackAllBut(Set<JobPicture> drawn) {
    pictures.putBackAllBut(drawn);
  }

  @Override
  public Optional<Job> find(UUID id) {
    return queries.find(id);
  }

  @Override
  public Optional<Job> find(UUID id, String owner) {
    return find(id).filter(job -> job.owner().equals(owner));
  }

  @Override
  public List<Job> ofOwner(String owner, int limit, @Nullable Cursor after) {
    return queries.ofOwner(owner, limit, after);
  }

  @Override
  public Optional<Keyed> keyed(String owner, String token, Duration age) {
    return queries.keyed(owner, token, age);
  }

  @Override
  public List<UUID> endedBefore(Duration age) {
    return queries.endedBefore(age);
  }

  @Override
  public List<UUID> endedOf(String owner) {
    return queries.endedOf(owner);
  }

  @Override
  public Set<UUID> existing(Collection<UUID> ids) {
    return queries.existing(ids);
  }

  @Override
  public Usage usage(String owner) {
    return queries.usage(owner);
  }

  @Override
  public long bytes() {
    return queries.bytes();
  }

  @Override
  public int count(PictureState state) {
    return queries.count(state);
  }

  @Override
  public int pendingJobs() {
    return queries.pendingJobs();
  }

  @Override
  public List<JobCounts> counts() {
    return queries.counts();
  }

  @Override
  public List<JobPicture> pictures(UUID job) {
    return queries.pictures(job);
  }

  @Override
  public Optional<JobPicture> picture(UUID job, int number) {
    return queries.picture(job, number);
  }
}
