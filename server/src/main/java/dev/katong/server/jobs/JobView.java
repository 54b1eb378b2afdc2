package dev.katong.server.jobs;

import dev.katong.PictureOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Jobs and pictures as names and values, as clients see them. */
final class JobView {
  private final JsonMapper json;

  JobView(JsonMapper json) {
    this.json = json;
  }

  /** The progress of a picture that is being drawn. */
  record Live(String stage, double fraction) {}

  /** A job without its pictures. */
  Map<String, Object> of(Job job, OptionalLong secondsLeft) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", job.id());
    values.put("created", job.created().toString());
    values.put("state", job.state());
    values.put("style", job.settings().getOrDefault("style", ""));
    values.put("settings", settings(job.settings()));
    values.put("total", job.total());
    for (PictureState state : PictureState.values()) {
      values.put(state.label(), job.count(state));
    }
    if (job.firstDone() > 0) {
      values.put("firstDone", job.firstDone());
    }
    secondsLeft.ifPresent(seconds -> values.put("etaSeconds", seconds));
    return values;
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

  /** A job with its pictures. */
  Map<String, Object> of(Job job, OptionalLong secondsLeft, List<Map<String, Object>> pictures) {
    Map<String, Object> values = of(job, secondsLeft);
    if (!job.skipped().isEmpty()) {
      values.put("skipped", job.skipped());
    }
    values.put("pictures", pictures);
    return values;
  }

  /** A picture. */
  Map<String, Object> of(JobPicture picture, @Nullable Live live) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("number", picture.number());
    values.put("name", picture.name());
    values.put("state", picture.state().label());
    if (live != null && picture.state() == PictureState.RUNNING) {
      values.put("stage", live.stage());
      values.put("fraction", Math.round(live.fraction() * 1000) / 1000.0);
    }
    if (picture.code() != null) {
      values.put(
          "error", Map.of("code", picture.code(), "detail", String.valueOf(picture.detail())));
    }
    if (picture.report() != null) {
      var report = json.readTree(picture.report());
      values.put("width", report.path("width").asInt());
      values.put("height", report.path("height").asInt());
      values.put("format", picture.format());
      values.put("report", report);
    }
    return values;
  }
}
