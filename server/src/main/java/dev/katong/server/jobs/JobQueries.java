package dev.katong.server.jobs;

import dev.katong.server.jobs.JobStore.Cursor;
import dev.katong.server.jobs.JobStore.Keyed;
import dev.katong.server.jobs.JobStore.Usage;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads jobs and pictures of the tables. Changes nothing, so each query may run in a transaction or
 * on its own.
 */
final class JobQueries {
  private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};
  private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

  /** The bytes that a job takes, or will take when it has ended. */
  private static final String TAKEN =
      "coalesce(sum(case when ended is null and expected > bytes then expected else bytes end), 0)";

  private final JdbcClient database;
  private final JsonMapper json;

  JobQueries(JdbcClient database, JsonMapper json) {
    this.database = database;
    this.json = json;
  }

  Optional<Job> find(UUID id) {
    return jobs(database.sql("select * from job where id = ?").param(id).query(this::job).list())
        .stream()
        .findFirst();
  }

  List<Job> ofOwner(String owner, int limit, @Nullable Cursor after) {
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

  Optional<Keyed> keyed(String owner, String token, Duration age) {
    return database
        .sql("select job, digest from idempotency where owner = ? and token = ? and created >= ?")
        .params(owner, token, before(age))
        .query((row, index) -> new Keyed(row.getObject("job", UUID.class), row.getString("digest")))
        .optional();
  }

  List<UUID> endedBefore(Duration age) {
    return database
        .sql("select id from job where ended < ? order by ended")
        .param(before(age))
        .query(UUID.class)
        .list();
  }

  List<UUID> endedOf(String owner) {
    return database
        .sql("select id from job where owner = ? and ended is not null order by ended")
        .param(owner)
        .query(UUID.class)
        .list();
  }

  Set<UUID> existing(Collection<UUID> ids) {
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

  Usage usage(String owner) {
    return database
        .sql("select count(*), " + TAKEN + " from job where owner = ?")
        .param(owner)
        .query((row, index) -> new Usage(row.getInt(1), row.getLong(2)))
        .single();
  }

  long bytes() {
    return database.sql("select " + TAKEN + " from job").query(Long.class).single();
  }

  int count(PictureState state) {
    return database
        .sql("select count(*) from picture where state = ?")
        .param(state.name())
        .query(Integer.class)
        .single();
  }

  int pendingJobs() {
    return database.sql("select count(*) from job where pending").query(Integer.class).single();
  }

  List<JobCounts> counts() {
    return database.sql(JobCounts.QUERY).query(JobCounts::of).list();
  }

  List<JobPicture> pictures(UUID job) {
    return database
        .sql("select * from picture where job = ? order by number")
        .param(job)
        .query(JobPicture::of)
        .list();
  }

  Optional<JobPicture> picture(UUID job, int number) {
    return database
        .sql("select * from picture where job = ? and number = ?")
        .params(job, number)
        .query(JobPicture::of)
        .optional();
  }

  /** The database's time. */
  Instant now() {
    return database
        .sql("select current_timestamp")
        .query((row, index) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .single();
  }

  /** The database's time, less an age. */
  OffsetDateTime before(Duration age) {
    return OffsetDateTime.ofInstant(now().minus(age), ZoneOffset.UTC);
  }
}
