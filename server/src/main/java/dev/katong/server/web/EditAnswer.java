package dev.katong.server.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.Report;
import dev.katong.server.service.CartoonizeResult;
import java.time.Instant;

/**
 * The answer to an image edit as OpenAI's API has it, without the pictures, which are {@code data}.
 *
 * @param created in seconds since 1970
 */
record EditAnswer(
    long created,
    String background,
    @JsonProperty("output_format") String outputFormat,
    String quality,
    String size,
    String model,
    Usage usage) {

  static EditAnswer of(EditParameters.Edit edit, String size) {
    return new EditAnswer(
        Instant.now().getEpochSecond(),
        edit.background(),
        edit.outputFormat(),
        edit.quality(),
        size,
        edit.request().options().style(),
        Usage.NONE);
  }

  static String size(Report report) {
    return report.width() + "x" + report.height();
  }

  /** A picture in base64. */
  record Image(@JsonProperty("b64_json") byte[] file) {}

  /** Nothing is counted. */
  record Usage(
      @JsonProperty("input_tokens") int inputTokens,
      @JsonProperty("input_tokens_details") Details details,
      @JsonProperty("output_tokens") int outputTokens,
      @JsonProperty("total_tokens") int totalTokens) {
    static final Usage NONE = new Usage(0, new Details(0, 0), 0, 0);

    /** The same by kind. */
    record Details(
        @JsonProperty("image_tokens") int imageTokens,
        @JsonProperty("text_tokens") int textTokens) {}
  }

  /** One of the events of a streamed answer. */
  sealed interface Event {
    String type();
  }

  /** A picture is ready. */
  record Completed(
      String type,
      @JsonProperty("b64_json") byte[] file,
      String background,
      @JsonProperty("created_at") long createdAt,
      @JsonProperty("output_format") String outputFormat,
      String quality,
      String size,
      Usage usage)
      implements Event {

    static Completed of(EditParameters.Edit edit, CartoonizeResult drawn) {
      return new Completed(
          "image_edit.completed",
          drawn.file(),
          edit.background(),
          Instant.now().getEpochSecond(),
          edit.outputFormat(),
          edit.quality(),
          EditAnswer.size(drawn.report()),
          Usage.NONE);
    }
  }

  /** A small version of a picture is ready. */
  record Partial(
      String type,
      @JsonProperty("b64_json") byte[] file,
      String background,
      @JsonProperty("created_at") long createdAt,
      @JsonProperty("output_format") String outputFormat,
      @JsonProperty("partial_image_index") int index,
      String quality,
      String size)
      implements Event {

    static Partial of(EditParameters.Edit edit, CartoonizeResult drawn) {
      return new Partial(
          "image_edit.partial_image",
          drawn.file(),
          edit.background(),
          Instant.now().getEpochSecond(),
          edit.outputFormat(),
          0,
          edit.quality(),
          EditAnswer.size(drawn.report()));
    }
  }
}
