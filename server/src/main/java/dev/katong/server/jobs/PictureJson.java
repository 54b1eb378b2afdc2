package dev.katong.server.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A picture of a job, as clients get it.
 *
 * @param number its place in the job, from 1
 * @param name the photo's name
 * @param state the label of a {@link PictureState}
 * @param stage the stage of a picture that is being drawn
 * @param fraction of that stage, 0 to 1
 * @param width of the cartoon, in pixels
 * @param height of the cartoon, in pixels
 * @param format of the cartoon's file
 * @param report as {@code katong cartoonize --json} writes it
 * @param error of a picture that failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PictureJson(
    int number,
    String name,
    @Schema(allowableValues = {"waiting", "running", "done", "failed", "cancelled"}) String state,
    @Nullable String stage,
    @Nullable Double fraction,
    @Nullable Integer width,
    @Nullable Integer height,
    @Nullable String format,
    @Schema(implementation = Object.class, description = "As of cartoonize in JSON")
        @Nullable JsonNode report,
    @Nullable PictureError error) {

  /**
   * An error.
   *
   * @param code one word that never changes
   * @param detail one sentence
   */
  public record PictureError(String code, String detail) {}
}
