package dev.katong.server.jobs;

import dev.katong.PictureOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        settings(job.settings()),
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

  private static Map<String, Object> settings(Map<String, String> texts) {
    Map<String, Object> values = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> {
          Optional<PictureOption> option = PictureOption.of(name);
          values.put(
              option.map(PictureOption::key).orElse(name),
              switch (option.map(PictureOption::type).orElse(PictureOption.Type.TEXT)) {
                case NUMBER -> Double.valueOf(text);
                case WHOLE_NUMBER -> Integer.valueOf(text);
                case TEXT -> name.equals("quality") ? (Object) Integer.valueOf(text) : text;
              });
        });
    return values;
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
