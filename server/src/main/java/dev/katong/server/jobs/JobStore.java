package dev.katong.server.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Keeps jobs in a database. What a method has changed survives the process. */
final class JobStore {
  private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};
  private static final int MOST_DETAIL = 1000;

  private static final List<String> SCHEMA =
      List.of(
          """
          create table if not exists job (
            id uuid primary key,
            owner varchar(100) not null,
            created timestamp with time zone not null,
            ended timestamp with time zone,
            settings varchar(2000) not null,
            cancelled boolean not null,
            pictures int not null,
            pending boolean not null,
            served bigint not null,
            bytes bigint not null)
          """,
          """
          create table if not exists picture (
            job uuid not null references job on delete cascade,
            number int not null,
            name varchar(300) not null,
            state varchar(10) not null,
            code varchar(40),
            detail varchar(1000),
            format varchar(4),
            report varchar(1000000),
            primary key (job, number))
          """,
          "create index if not exists picture_state on picture (job, state, number)",
          "create index if not exists job_pending on job (pending, served)");

  private final JdbcClient database;
  private final JsonMapper json;
  private long turn;

  JobStore(DataSource source, JsonMapper json) {
    this.database = JdbcClient.create(source);
    this.json = json;
    SCHEMA.forEach(statement -> database.sql(statement).update());
    turn = database.sql("select coalesce(max(served), 0) from job").query(Long.class).single();
  }

  /** Pictures that were being drawn when the process ended are drawn anew. */
  void recover() {
    database
        .sql(
            """
            update job set pending = true, ended = null where id in
              (select job from picture where state = 'RUNNING')
            """)
        .update();
    database.sql("update picture set state = 'WAITING' where state = 'RUNNING'").update();
  }

  /**
   * Keeps a new job. Pictures that failed already have a code.
   *
   * @param bytes what its photos take on the disk
   */
  synchronized void add(
      UUID id, String owner, Map<String, String> settings, List<JobPicture> pictures, long bytes) {
    database
        .sql(
            """
            insert into job (id, owner, created, settings, cancelled, pictures, pending, served, bytes)
              values (?, ?, ?, ?, false, ?, false, 0, ?)
            """)
        .params(id, owner, now(), json.writeValueAsString(settings), pictures.size(), bytes)
        .update();
    for (JobPicture picture : pictures) {
      database
          .sql(
              "insert into picture (job, number, name, state, code, detail) values (?, ?, ?, ?, ?, ?)")
          .params(id, picture.number(), picture.name(), picture.state().name())
          .param(picture.code())
          .param(picture.detail())
          .update();
    }
    // Last, so that a job of which only a part was written is never begun.
    database
        .sql(
            """
            update job set
              pending = exists (select 1 from picture where job = id and state = 'WAITING'),
              ended = case when exists (select 1 from picture where job = id and state = 'WAITING')
                then null else created end
            where id = ?
            """)
        .param(id)
        .update();
  }

  /**
   * Takes the next picture that is to be drawn. Jobs of one picture go first; the others give one
   * picture each in turn, so that a small job need not wait for the end of a large one.
   */
  synchronized Optional<JobPicture> takeNext() {
    Optional<UUID> job =
        database
            .sql(
                """
                select id from job where pending order by
                  case when pictures = 1 then 0 else 1 end, served, created limit 1
                """)
            .query(UUID.class)
            .optional();
    if (job.isEmpty()) {
      return Optional.empty();
    }
    UUID id = job.get();
    List<JobPicture> waiting =
        database
            .sql(
                "select * from picture where job = ? and state = 'WAITING' order by number limit 2")
            .param(id)
            .query(JobStore::picture)
            .list();
    database
        .sql("update job set served = ?, pending = ? where id = ?")
        .params(++turn, waiting.size() > 1, id)
        .update();
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    JobPicture next = waiting.get(0);
    setState(next, PictureState.RUNNING, null, null);
    return Optional.of(next);
  }

  /** A picture is drawn and its file written. */
  synchronized void done(JobPicture picture, String format, String report, long bytes) {
    database
        .sql(
            """
            update picture set state = 'DONE', code = null, detail = null, format = ?, report = ?
              where job = ? and number = ?
            """)
        .params(format, report, picture.job(), picture.number())
        .update();
    database
        .sql("update job set bytes = bytes + ? where id = ?")
        .params(bytes, picture.job())
        .update();
    endIfOver(picture.job());
  }

  synchronized void failed(JobPicture picture, String code, String detail) {
    setState(picture, PictureState.FAILED, code, detail);
    endIfOver(picture.job());
  }

  synchronized void givenUp(JobPicture picture) {
    setState(picture, PictureState.CANCELLED, null, null);
    endIfOver(picture.job());
  }

  /** A picture that was begun is to be drawn after the next start. */
  synchronized void putBack(JobPicture picture) {
    setState(picture, PictureState.WAITING, null, null);
    database.sql("update job set pending = true where id = ?").param(picture.job()).update();
  }

  /** Puts back what is said to be drawn, but is not among what really is. */
  synchronized void putBackAllBut(Set<JobPicture> drawn) {
    List<JobPicture> taken =
        database
            .sql("select * from picture where state = 'RUNNING'")
            .query(JobStore::picture)
            .list();
    taken.stream()
        .filter(picture -> drawn.stream().noneMatch(picture::isSame))
        .forEach(this::putBack);
  }

  private void setState(
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

  private void endIfOver(UUID id) {
    database
        .sql(
            """
            update job set ended = ? where id = ? and ended is null and not exists
              (select 1 from picture where job = id and state in ('WAITING', 'RUNNING'))
            """)
        .params(now(), id)
        .update();
  }

  /** Gives up what waits. */
  synchronized void cancel(UUID id) {
    database
        .sql("update picture set state = 'CANCELLED' where job = ? and state = 'WAITING'")
        .param(id)
        .update();
    database
        .sql("update job set cancelled = true, pending = false where id = ?")
        .param(id)
        .update();
    endIfOver(id);
  }

  /** What failed or was given up waits again, apart from photos that were never kept. */
  synchronized void retry(UUID id) {
    database
        .sql(
            """
            update picture set state = 'WAITING', code = null, detail = null
              where job = ? and state in ('FAILED', 'CANCELLED') and coalesce(code, '') <> 'too-large'
            """)
        .param(id)
        .update();
    database
        .sql(
            """
            update job set cancelled = false,
              pending = exists (select 1 from picture where job = id and state = 'WAITING'),
              ended = case when exists
                (select 1 from picture where job = id and state in ('WAITING', 'RUNNING'))
                then null else ended end
            where id = ?
            """)
        .param(id)
        .update();
  }

  synchronized void remove(UUID id) {
    database.sql("delete from job where id = ?").param(id).update();
  }

  /** A job, whoever made it. */
  Optional<Job> find(UUID id) {
    return database.sql("select * from job where id = ?").param(id).query(this::job).optional();
  }

  /** A job of an owner. */
  Optional<Job> find(UUID id, String owner) {
    return database
        .sql("select * from job where id = ? and owner = ?")
        .params(id, owner)
        .query(this::job)
        .optional();
  }

  /** The jobs of an owner, the newest first. */
  List<Job> ofOwner(String owner, int most) {
    return database
        .sql("select * from job where owner = ? order by created desc limit ?")
        .params(owner, most)
        .query(this::job)
        .list();
  }

  /** The jobs that ended before a time, the oldest first. */
  List<UUID> endedBefore(Instant time) {
    return database
        .sql("select id from job where ended < ? order by ended")
        .param(OffsetDateTime.ofInstant(time, ZoneOffset.UTC))
        .query(UUID.class)
        .list();
  }

  List<UUID> all() {
    return database.sql("select id from job").query(UUID.class).list();
  }

  /** What all jobs take on the disk. */
  long bytes() {
    return database.sql("select coalesce(sum(bytes), 0) from job").query(Long.class).single();
  }

  /** How many pictures of all jobs are in a state. */
  int count(PictureState state) {
    return database
        .sql("select count(*) from picture where state = ?")
        .param(state.name())
        .query(Integer.class)
        .single();
  }

  /** How many jobs have pictures that wait. */
  int pendingJobs() {
    return database.sql("select count(*) from job where pending").query(Integer.class).single();
  }

  /** What each key has, for metrics. */
  List<JobCounts> counts() {
    return database.sql(JobCounts.QUERY).query(JobCounts::of).list();
  }

  List<JobPicture> pictures(UUID job) {
    return database
        .sql("select * from picture where job = ? order by number")
        .param(job)
        .query(JobStore::picture)
        .list();
  }

  Optional<JobPicture> picture(UUID job, int number) {
    return database
        .sql("select * from picture where job = ? and number = ?")
        .params(job, number)
        .query(JobStore::picture)
        .optional();
  }

  private Job job(ResultSet job, int index) throws SQLException {
    UUID id = job.getObject("id", UUID.class);
    Map<PictureState, Integer> counts = new EnumMap<>(PictureState.class);
    Map<PictureState, Integer> firsts = new EnumMap<>(PictureState.class);
    database
        .sql("select state, count(*), min(number) from picture where job = ? group by state")
        .param(id)
        .query(
            row -> {
              PictureState state = PictureState.valueOf(row.getString(1));
              counts.put(state, row.getInt(2));
              firsts.put(state, row.getInt(3));
            });
    return new Job(
        id,
        job.getString("owner"),
        job.getObject("created", OffsetDateTime.class).toInstant(),
        json.readValue(job.getString("settings"), SETTINGS),
        job.getBoolean("cancelled"),
        counts,
        firsts.getOrDefault(PictureState.DONE, 0));
  }

  private static JobPicture picture(ResultSet row, int index) throws SQLException {
    return new JobPicture(
        row.getObject("job", UUID.class),
        row.getInt("number"),
        row.getString("name"),
        PictureState.valueOf(row.getString("state")),
        row.getString("code"),
        row.getString("detail"),
        row.getString("format"),
        row.getString("report"));
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }
}
