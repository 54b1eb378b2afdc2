package dev.katong.server.jobs;

import dev.katong.server.service.RequestParser;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes the JSON of jobs and pictures. */
final class JobView {
  private final JsonMapper json;

  JobView(JsonMapper json) {
    this.json = json;
  }

  /** The progress of a picture that is being drawn. */
  record Live(String stage, double fraction) {}

  /** A job without its pictures. */
  JobJson of(Job job, OptionalLong secondsLeft) {
    return of(job, secondsLeft, null, null);
  }

  /** A job with its pictures. */
  JobJson of(Job job, OptionalLong secondsLeft, List<PictureJson> pictures) {
    return of(job, secondsLeft, job.skipped().isEmpty() ? null : job.skipped(), pictures);
  }

  private static JobJson of(
      Job job,
      OptionalLong secondsLeft,
      @Nullable List<String> skipped,
      @Nullable List<PictureJson> pictures) {
    return new JobJson(
        job.id(),
        job.created().toString(),
        job.state(),
        job.settings().getOrDefault("style", ""),
        RequestParser.json(job.settings()),
        job.total(),
        job.count(PictureState.WAITING),
        job.count(PictureState.RUNNING),
        job.count(PictureState.DONE),
        job.count(PictureState.FAILED),
        job.count(PictureState.CANCELLED),
        job.firstDone() > 0 ? job.firstDone() : null,
        secondsLeft.isPresent() ? secondsLeft.getAsLong() : null,
        skipped,
        pictures);
  }

  /** A picture. */
  PictureJson of(JobPicture picture, @Nullable Live live) {
    Live shown = picture.state() == PictureState.RUNNING ? live : null;
    JsonNode report = picture.report() == null ? null : json.readTree(picture.report());
    return new PictureJson(
        picture.number(),
        picture.name(),
        picture.state().label(),
        shown == null ? null : shown.stage(),
        shown == null ? null : Math.round(shown.fraction() * 1000) / 1000.0,
        report == null ? null : report.path("width").asInt(),
        report == null ? null : report.path("height").asInt(),
        report == null ? null : picture.format(),
        report,
        picture.code() == null
            ? null
            : new PictureJson.PictureError(picture.code(), String.valueOf(picture.detail())));
  }
}
