package dev.katong.server.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The numbers of jobs and pictures of one key.
 *
 * @param jobs by the words of {@link Job#state()}
 * @param oldestSeconds the age of its oldest job with a picture that waits; 0 if none waits
 * @param bytes the disk space of its jobs
 */
record JobCounts(
    String key,
    Map<String, Long> jobs,
    Map<PictureState, Long> pictures,
    double oldestSeconds,
    long bytes) {

  static final List<String> JOB_STATES = List.of("waiting", "running", "done", "cancelled");

  /** One row for each key, with a column for each state. */
  static final String QUERY =
      """
      select owner,
        count(case when waiting = pictures then 1 end) jobs_waiting,
        count(case when waiting < pictures and waiting + running > 0 then 1 end) jobs_running,
        count(case when waiting + running = 0 and not cancelled then 1 end) jobs_done,
        count(case when waiting + running = 0 and cancelled then 1 end) jobs_cancelled,
        sum(waiting) waiting, sum(running) running, sum(done) done, sum(failed) failed,
        sum(given_up) cancelled,
        min(case when waiting > 0 then created end) oldest,
        sum(bytes) bytes
      from (
        select owner, job.created, job.cancelled, job.bytes, count(*) pictures,
          count(case when picture.state = 'WAITING' then 1 end) waiting,
          count(case when picture.state = 'RUNNING' then 1 end) running,
          count(case when picture.state = 'DONE' then 1 end) done,
          count(case when picture.state = 'FAILED' then 1 end) failed,
          count(case when picture.state = 'CANCELLED' then 1 end) given_up
        from job join picture on picture.job = job.id
        group by job.id, owner, job.created, job.cancelled, job.bytes) counted
      group by owner
      """;

  static JobCounts of(ResultSet row, int index) throws SQLException {
    Map<String, Long> jobs = new LinkedHashMap<>();
    for (String state : JOB_STATES) {
      jobs.put(state, row.getLong("jobs_" + state));
    }
    Map<PictureState, Long> pictures = new EnumMap<>(PictureState.class);
    for (PictureState state : PictureState.values()) {
      pictures.put(state, row.getLong(state.name().toLowerCase(Locale.ROOT)));
    }
    OffsetDateTime oldest = row.getObject("oldest", OffsetDateTime.class);
    double seconds =
        oldest == null
            ? 0
            : Math.max(0, Duration.between(oldest.toInstant(), Instant.now()).toMillis() / 1000.0);
    return new JobCounts(row.getString("owner"), jobs, pictures, seconds, row.getLong("bytes"));
  }

  static Map<String, JobCounts> byKey(List<JobCounts> rows) {
    return rows.stream().collect(Collectors.toMap(JobCounts::key, Function.identity()));
  }
}
