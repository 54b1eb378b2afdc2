package dev.katong.cli.cartoonize;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.katong.ReportJson;
import dev.katong.cli.console.Failures;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/** The line of JSON for one picture, or for a folder that could not be read. */
final class ResultLine {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ResultLine() {}

  private record Drawn(String input, String output, @JsonUnwrapped ReportJson report) {}

  private record Skipped(String input, String output, boolean skipped) {}

  private record Planned(String input, @JsonUnwrapped ReportJson.Planned plan) {}

  private record Failed(String input, Problem error) {}

  private record Problem(String kind, String message) {}

  static String of(PictureOutcome outcome) {
    String input = outcome.item().shown().toString();
    String output = outcome.item().output().toString();
    if (outcome instanceof PictureOutcome.Drawn drawn) {
      return JSON.writeValueAsString(new Drawn(input, output, ReportJson.of(drawn.report())));
    }
    if (outcome instanceof PictureOutcome.Planned planned) {
      return JSON.writeValueAsString(new Planned(input, ReportJson.of(planned.plan())));
    }
    if (outcome instanceof PictureOutcome.Failed failed) {
      return of(outcome.item().shown(), failed.failure());
    }
    return JSON.writeValueAsString(new Skipped(input, output, true));
  }

  static String of(Path input, Throwable failure) {
    Problem error = new Problem(Failures.name(failure), Failures.message(failure));
    return JSON.writeValueAsString(new Failed(input.toString(), error));
  }
}
