package dev.katong.server.jobs;

import dev.katong.server.service.KeyLimits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Jobs in tables, by SQL that H2 and PostgreSQL both understand. A transaction that changes a job's
 * pictures locks the job's row first, so that no two wait for each other; all times are the
 * database's.
 */
final class JdbcJobStore implements JobStore {
  private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};
  private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
  private static final int MOST_DETAIL = 1000;

  /** The bytes that a job takes, or will take when it has ended. */
  private static final String TAKEN =
      "coalesce(sum(case when ended is null and expected > bytes then expected else bytes end), 0)";

  private static final String OVER =
      "not exists (select 1 from picture where job = id and state in ('WAITING', 'RUNNING'))";

  private static final String WAITS =
      "exists (select 1 from picture where job = id and state = 'WAITING')";

  private final JdbcClient database;
  private final JdbcTemplate batches;
  private final TransactionTemplate transactions;
  private final JsonMapper json;

  /**
   * Creates a store.
   *
   * @param source of a database whose schema is up to date
   */
  JdbcJobStore(DataSource source, JsonMapper json) {
    this.database = JdbcClient.create(source);
    this.batches = new JdbcTemplate(source);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(source));
    this.json = json;
  }

  private <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(transactions.execute(status -> work.get()));
  }

  private void inTransaction(Runnable work) {
    transactions.executeWithoutResult(status -> work.run());
  }

  /** Locks a job's row until the transaction ends; false if there is none. */
  private boolean lock(UUID id) {
    return database
        .sql("select id from job where id = ? for update")
        .param(id)
        .query(UUID.class)
        .optional()
        .isPresent();
  }

  @Override
  public void recover() {
    putBackAllBut(Set.of());
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
            Usage usage = usage(job.owner());
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
                served, bytes, expected, skipped, webhook)
              values (?, ?, current_timestamp, case when ? then null else current_timestamp end,
                ?, false, ?, ?, 0, ?, ?, ?, ?)
            """)
        .params(job.id(), job.owner(), waits)
        .params(json.writeValueAsString(job.settings()), job.pictures().size(), waits)
        .params(job.bytes(), job.expectedBytes(), json.writeValueAsString(job.skipped()))
        .param(job.webhook())
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
      addMessage(job.id());
    }
  }

  @Override
  public Optional<Keyed> keyed(String owner, String token, Duration age) {
    return database
        .sql("select job, digest from idempotency where owner = ? and token = ? and created >= ?")
        .params(owner, token, before(age))
        .query((row, index) -> new Keyed(row.getObject("job", UUID.class), row.getString("digest")))
        .optional();
  }

  @Override
  public void forgetKeys(Duration age) {
    database.sql("delete from idempotency where created < ?").param(before(age)).update();
  }

  @Override
  public Optional<JobPicture> claim() {
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
            .query(JdbcJobStore::picture)
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
    Instant now = now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  @Override
  public boolean done(JobPicture picture, String format, String report, long bytes, long crc) {
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

  @Override
  public boolean failed(JobPicture picture, String code, String detail) {
    return inTransaction(
        () -> {
          if (!lock(picture.job()) || !setState(picture, PictureState.FAILED, code, detail)) {
            return false;
          }
          endIfOver(picture.job());
          return true;
        });
  }

  @Override
  public boolean putBack(JobPicture picture) {
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

  @Override
  public void putBackAllBut(Set<JobPicture> drawn) {
    database
        .sql("select * from picture where state = 'RUNNING'")
        .query(JdbcJobStore::picture)
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

  private void endIfOver(UUID id) {
    int ended =
        database
            .sql(
                "update job set ended = current_timestamp where id = ? and ended is null and "
                    + OVER)
            .param(id)
            .update();
    if (ended > 0) {
      addMessage(id);
    }
  }

  /** Adds the message to the job's webhook, if it has one, about its end. */
  private void addMessage(UUID id) {
    database
        .sql(
            """
            insert into webhook (id, job, url, attempt, due)
              select cast(? as uuid), id, webhook, 0, current_timestamp from job
                where id = ? and webhook is not null
            """)
        .params(UUID.randomUUID(), id)
        .update();
  }

  @Override
  public Cancelled cancel(UUID id) {
    return inTransaction(
        () -> {
          if (!lock(id)) {
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
          endIfOver(id);
          return Cancelled.YES;
        });
  }

  @Override
  public void retry(UUID id) {
    inTransaction(
        () -> {
          if (lock(id)) {
            retryLocked(id);
          }
        });
  }

  private void retryLocked(UUID id) {
    int changed =
        database
            .sql(
                """
                update picture set state = 'WAITING', code = null, detail = null
                  where job = ? and state in ('FAILED', 'CANCELLED')
                    and coalesce(code, '') <> 'too-large'
                """)
            .param(id)
            .update();
    // Also while a cancelled picture still runs: it waits again once it has stopped.
    database
        .sql("update job set cancelled = false where id = ? and (? > 0 or not " + OVER + ")")
        .params(id, changed)
        .update();
    database.sql("update job set pending = " + WAITS + " where id = ?").param(id).update();
    database.sql("update job set ended = null where id = ? and not " + OVER).param(id).update();
  }

  @Override
  public boolean remove(UUID id) {
    return inTransaction(
        () -> lock(id) && database.sql("delete from job where id = ?").param(id).update() > 0);
  }

  @Override
  public Optional<Job> find(UUID id) {
    return jobs(database.sql("select * from job where id = ?").param(id).query(this::job).list())
        .stream()
        .findFirst();
  }

  @Override
  public Optional<Job> find(UUID id, String owner) {
    return find(id).filter(job -> job.owner().equals(owner));
  }

  @Override
  public List<Job> ofOwner(String owner, int limit, @Nullable Cursor after) {
    if (after == null) {
      return jobs(
          database
              .sql("select * from job where owner = ? order by created desc, id desc limit ?")
              .params(owner, limit)
              .query(this::job)
              .list());
    }
    OffsetDateTime created = OffsetDateTime.ofInstant(after.created(), ZoneOffset.UTC);
    return jobs(
        database
            .sql(
                """
                select * from job where owner = ? and (created < ? or (created = ? and id < ?))
                  order by created desc, id desc limit ?
                """)
            .params(owner, created, created, after.id(), limit)
            .query(this::job)
            .list());
  }

  /** Jobs with the counts of their pictures. */
  private List<Job> jobs(List<Job> bare) {
    Map<UUID, Map<PictureState, Integer>> counts = new HashMap<>();
    Map<UUID, Integer> firsts = new HashMap<>();
    if (!bare.isEmpty()) {
      database
          .sql(
              """
              select job, state, count(*), min(number) from picture
                where job in (:jobs) group by job, state
              """)
          .param("jobs", bare.stream().map(Job::id).toList())
          .query(
              row -> {
                UUID id = row.getObject(1, UUID.class);
                PictureState state = PictureState.valueOf(row.getString(2));
                counts
                    .computeIfAbsent(id, any -> new EnumMap<>(PictureState.class))
                    .put(state, row.getInt(3));
                if (state == PictureState.DONE) {
                  firsts.put(id, row.getInt(4));
                }
              });
    }
    return bare.stream()
        .map(
            job ->
                new Job(
                    job.id(),
                    job.owner(),
                    job.created(),
                    job.settings(),
                    job.cancelled(),
                    job.skipped(),
                    counts.getOrDefault(job.id(), Map.of()),
                    firsts.getOrDefault(job.id(), 0)))
        .toList();
  }

  @Override
  public List<UUID> endedBefore(Duration age) {
    return database
        .sql("select id from job where ended < ? order by ended")
        .param(before(age))
        .query(UUID.class)
        .list();
  }

  @Override
  public List<UUID> endedOf(String owner) {
    return database
        .sql("select id from job where owner = ? and ended is not null order by ended")
        .param(owner)
        .query(UUID.class)
        .list();
  }

  @Override
  public Set<UUID> existing(Collection<UUID> ids) {
    Set<UUID> existing = new HashSet<>();
    List<UUID> all = new ArrayList<>(ids);
    for (int from = 0; from < all.size(); from += 1000) {
      existing.addAll(
          database
              .sql("select id from job where id in (:ids)")
              .param("ids", all.subList(from, Math.min(all.size(), from + 1000)))
              .query(UUID.class)
              .list());
    }
    return existing;
  }

  @Override
  public Usage usage(String owner) {
    return database
        .sql("select count(*), " + TAKEN + " from job where owner = ?")
        .param(owner)
        .query((row, index) -> new Usage(row.getInt(1), row.getLong(2)))
        .single();
  }

  @Override
  public long bytes() {
    return database.sql("select " + TAKEN + " from job").query(Long.class).single();
  }

  @Override
  public int count(PictureState state) {
    return database
        .sql("select count(*) from picture where state = ?")
        .param(state.name())
        .query(Integer.class)
        .single();
  }

  @Override
  public int pendingJobs() {
    return database.sql("select count(*) from job where pending").query(Integer.class).single();
  }

  @Override
  public List<JobCounts> counts() {
    return database.sql(JobCounts.QUERY).query(JobCounts::of).list();
  }

  @Override
  public List<JobPicture> pictures(UUID job) {
    return database
        .sql("select * from picture where job = ? order by number")
        .param(job)
        .query(JdbcJobStore::picture)
        .list();
  }

  @Override
  public Optional<JobPicture> picture(UUID job, int number) {
    return database
        .sql("select * from picture where job = ? and number = ?")
        .params(job, number)
        .query(JdbcJobStore::picture)
        .optional();
  }

  @Override
  public void crc(JobPicture picture, long crc) {
    database
        .sql("update picture set crc = ? where job = ? and number = ?")
        .params(crc, picture.job(), picture.number())
        .update();
  }

  /** A job without its counts. */
  private Job job(ResultSet row, int index) throws SQLException {
    String skipped = row.getString("skipped");
    return new Job(
        row.getObject("id", UUID.class),
        row.getString("owner"),
        row.getObject("created", OffsetDateTime.class).toInstant(),
        json.readValue(row.getString("settings"), SETTINGS),
        row.getBoolean("cancelled"),
        skipped == null ? List.of() : json.readValue(skipped, NAMES),
        Map.of(),
        0);
  }

  private static JobPicture picture(ResultSet row, int index) throws SQLException {
    long crc = row.getLong("crc");
    return new JobPicture(
        row.getObject("job", UUID.class),
        row.getInt("number"),
        row.getString("name"),
        PictureState.valueOf(row.getString("state")),
        row.getString("code"),
        row.getString("detail"),
        row.getString("format"),
        row.getString("report"),
        row.getObject("crc") == null ? null : crc);
  }

  private Instant now() {
    return database
        .sql("select current_timestamp")
        .query((row, index) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .single();
  }

  private OffsetDateTime before(Duration age) {
    return OffsetDateTime.ofInstant(now().minus(age), ZoneOffset.UTC);
  }
}
