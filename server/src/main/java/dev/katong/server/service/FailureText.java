package dev.katong.server.service;

import dev.katong.KatongException;
import java.util.Optional;

/** The text of a failure for a client of the service: its message, and what a client can do. */
public final class FailureText {
  private FailureText() {}

  /** One sentence. It never tells where a style lies on the service's disk. */
  public static String of(KatongException failure) {
    return failure instanceof KatongException.BadModel
        ? "the style is damaged; the service's log tells more under this request's id"
        : failure.getMessage() + failure.remedy().flatMap(FailureText::words).orElse("");
  }

  private static Optional<String> words(KatongException.Remedy remedy) {
    return switch (remedy) {
      case ALLOW_MORE_BYTES, ALLOW_MORE_PIXELS -> Optional.of("; make the photo smaller");
      case ASK_FOR_LESS -> Optional.of("; ask for a smaller resolution, or try again later");
      case RAISE_BUDGET, RAISE_HEAP -> Optional.of("; ask for a smaller resolution");
      case LOWER_BUDGET, FREE_DEVICE -> Optional.of("; try again later");
      case ADD_HEIF_DECODER ->
          Optional.of(
              "; export the photo as JPEG (an iPhone takes JPEGs with Settings > Camera > Formats"
                  + " > Most Compatible)");
      // These are for the operator.
      case USE_PROCESSOR,
          FETCH_FACE_DETECTOR,
          ADD_STYLES,
          IMPORT_STYLE,
          REPLACE_STYLE,
          MAKE_FP16,
          MAKE_INT8,
          MAKE_VARIANTS ->
          Optional.empty();
    };
  }
}
