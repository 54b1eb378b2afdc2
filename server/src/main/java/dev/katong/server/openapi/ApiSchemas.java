package dev.katong.server.openapi;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of requests and answers, as it is described; tests compare it with what is answered. */
final class ApiSchemas {
  private ApiSchemas() {}

  @Schema(description = "What a cartoon is to be like; everything has a default")
  record Settings(
      @Schema(description = "A style's name", example = "anime") @Nullable String style,
      @Schema(description = "The long side in pixels", minimum = "512", defaultValue = "1024")
          @Nullable Integer resolution,
      @Schema(
              minimum = "0",
              maximum = "1",
              defaultValue = "1",
              description = "1 is the network's picture")
          @Nullable Double strength,
      @Schema(
              name = "style_intensity",
              minimum = "0",
              maximum = "1",
              deprecated = true,
              description = "Another name of strength")
          @Nullable Double styleIntensity,
      @Schema(
              types = {"number", "string"},
              minimum = "0",
              maximum = "1",
              defaultValue = "style",
              description =
                  "1 keeps the people's own skin tone and the photo's palette; style: as much as"
                      + " the style recommends")
          @Nullable Object tone,
      @Schema(
              allowableValues = {"style", "off"},
              defaultValue = "style",
              description =
                  "style: the changes after the networks that the style recommends; off: none")
          @Nullable String finish,
      @Schema(
              name = "output_format",
              allowableValues = {"png", "jpg", "webp"},
              defaultValue = "png")
          @Nullable String outputFormat,
      @Schema(minimum = "1", maximum = "100", defaultValue = "92", description = "For jpg and webp")
          @Nullable Integer quality,
      @Schema(
              allowableValues = {"auto", "off", "required"},
              defaultValue = "auto")
          @Nullable String faces,
      @Schema(
              allowableValues = {"photo", "plain", "network"},
              defaultValue = "photo")
          @Nullable String detail,
      @Schema(
              allowableValues = {"fitted", "reference"},
              defaultValue = "fitted",
              description =
                  "fitted: the photo is continued beyond its border while it is drawn, and heads"
                      + " are fitted to their surroundings; reference: as DCT-Net's own pipeline")
          @Nullable String composition,
      @Schema(
              defaultValue = "white",
              description =
                  "What transparent parts are shown on: #rrggbb, #rgb or a basic name of CSS. png"
                      + " and webp keep them transparent.")
          @Nullable String background,
      @Schema(
              allowableValues = {"none", "settings", "exif", "all"},
              defaultValue = "settings",
              description =
                  "What the file says: nothing, style and settings, also EXIF without the place,"
                      + " also the place")
          @Nullable String metadata) {}

  /** A photo in a form. */
  record PhotoFile(
      @Schema(
              type = "string",
              format = "binary",
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "JPEG, PNG, WebP, GIF, BMP or TIFF")
          String image) {}

  /** A photo in JSON. */
  record PhotoText(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "The photo in base64, or as a data: URL")
          String image) {}

  /** Photos in a form. */
  record PhotoFiles(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "Photos, and zip archives of photos")
          List<Binary> images,
      @Schema(
              description =
                  "The address that receives a message at the job's end, if the service allows it")
          @Nullable String webhook) {}

  @Schema(type = "string", format = "binary")
  record Binary() {}

  @Schema(description = "How a cartoon was made")
  record Report(
      String style,
      int width,
      int height,
      List<Face> faces,
      @Schema(description = "Milliseconds by stage") Map<String, Double> millis,
      String device,
      String variant,
      String precision,
      @Schema(description = "Sentences about what the result lacks") List<String> warnings,
      Map<String, Object> plan,
      @Schema(description = "Bytes: predicted, and measured where that is possible")
          Map<String, Long> memory) {}

  record Face(
      @Schema(description = "x, y, width, height in pixels of the result") List<Double> box,
      double score,
      @Schema(description = "Two eyes, nose, corners of the mouth") List<List<Double>> points,
      @Schema(description = "Whether the head network drew it") boolean aligned,
      @Schema(
              allowableValues = {"drawn", "turned", "profile", "covered", "small"},
              description = "Drawn, or why the background network drew it alone")
          String head) {}

  /** The fields that JSON has in addition to the report. */
  record CartoonFile(String format, @Schema(description = "The cartoon in base64") String image) {}

  record Models(String object, List<Model> data) {}

  record Model(String id, String object, long created, @Schema(name = "owned_by") String ownedBy) {}

  /** The parameters of an edit that mean something here. */
  record Edit(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "1 to 16 photos")
          List<Binary> image,
      @Schema(description = "A style's name") @Nullable String model,
      @Schema(description = "Not looked at") @Nullable String prompt,
      @Schema(description = "The larger side counts", example = "1024x1024") @Nullable String size,
      @Schema(allowableValues = {"auto", "opaque", "transparent"}) @Nullable String background,
      @Schema(allowableValues = {"auto", "low", "medium", "high", "xhigh", "max", "standard", "hd"})
          @Nullable String quality,
      @Schema(
              name = "output_format",
              allowableValues = {"png", "jpeg", "webp"})
          @Nullable String outputFormat,
      @Schema(name = "output_compression", minimum = "0", maximum = "100")
          @Nullable Integer outputCompression,
      @Schema(minimum = "1", maximum = "1") @Nullable Integer n,
      @Schema(name = "response_format", allowableValues = "b64_json")
          @Nullable String responseFormat,
      @Nullable Boolean stream,
      @Schema(name = "partial_images", minimum = "0", maximum = "3")
          @Nullable Integer partialImages,
      @Schema(
              name = "input_fidelity",
              allowableValues = {"low", "high"})
          @Nullable String inputFidelity,
      @Schema(allowableValues = {"auto", "low"}) @Nullable String moderation,
      @Schema(allowableValues = {"low", "medium", "high"}) @Nullable String complexity,
      @Nullable String user,
      @Schema(name = "safety_identifier") @Nullable String safetyIdentifier) {}

  record Edited(
      long created,
      List<EditedImage> data,
      String background,
      @Schema(name = "output_format") String outputFormat,
      String quality,
      String size,
      String model,
      Map<String, Object> usage) {}

  record EditedImage(@Schema(name = "b64_json") String file) {}

  @Schema(description = "An error in the form of RFC 9457")
  record Problem(
      String type,
      String title,
      int status,
      String detail,
      @Schema(description = "One word that never changes") String code,
      @Schema(description = "The name of the value that is wrong") @Nullable String parameter,
      @Schema(description = "The smallest budget that works, in bytes") @Nullable Long leastBytes,
      @Nullable String requestId) {}

  @Schema(description = "An error in the form of OpenAI's API")
  record Failure(FailureDetail error) {}

  record FailureDetail(
      String message,
      String type,
      @Schema(
              types = {"string", "null"},
              description = "The name of the parameter that is wrong")
          @Nullable String param,
      String code) {}
}
