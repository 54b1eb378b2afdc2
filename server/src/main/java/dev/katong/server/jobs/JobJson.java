package dev.katong.server.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job, as clients get it.
 *
 * @param created in ISO 8601, UTC
 * @param state {@code waiting}, {@code running}, {@code done} or {@code cancelled}
 * @param settings texts and numbers by name
 * @param total the number of its pictures; the next five are those in each state
 * @param firstDone the number of the first finished picture
 * @param etaSeconds the estimated time to its end
 * @param skipped names of files in its archives that are no photos
 * @param pictures null where only the job is asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobJson(
    UUID id,
    String created,
    @Schema(allowableValues = {"waiting", "running", "done", "cancelled"}) String state,
    String style,
    Map<String, Object> settings,
    int total,
    int waiting,
    int running,
    int done,
    int failed,
    int cancelled,
    @Nullable Integer firstDone,
    @Nullable Long etaSeconds,
    @Nullable List<String> skipped,
    @Nullable List<PictureJson> pictures) {

  /**
   * A page of jobs.
   *
   * @param next the value of {@code after} for the next page; null on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<JobJson> jobs, @Nullable String next) {}

  /**
   * The pictures of all jobs that are to be drawn.
   *
   * @param bytes of all jobs on the disk
   */
  public record Load(int waiting, int running, long bytes) {}
}
