package dev.katong.cli.console;

import dev.katong.KatongException;
import dev.katong.KatongException.OverBudget;
import dev.katong.KatongException.Remedy;

/** Exit codes, names in JSON and sentences of failures. */
public final class Failures {
  /** Several pictures failed, for different reasons. */
  public static final int MIXED = 1;

  private static final int FAULT = 70;
  private static final int OUT_OF_MEMORY = 8;

  private Failures() {}

  public static int exitCode(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return OUT_OF_MEMORY;
    }
    return failure instanceof KatongException known ? exitCode(known.kind()) : FAULT;
  }

  private static int exitCode(KatongException.Kind kind) {
    return switch (kind) {
      case BAD_PHOTO -> 3;
      case NO_SUCH_STYLE, BAD_MODEL -> 4;
      case NO_FACE -> 5;
      case BAD_OUTPUT -> 6;
      case ENGINE -> 7;
      case OVER_BUDGET, OUT_OF_MEMORY -> OUT_OF_MEMORY;
      case BAD_DOWNLOAD -> 9;
      case CANCELLED -> FAULT;
    };
  }

  /** The failure's name in JSON, such as {@code bad-photo}. */
  public static String name(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return KatongException.Kind.OUT_OF_MEMORY.label();
    }
    return failure instanceof KatongException known ? known.kind().label() : "fault";
  }

  /** The message for a terminal. */
  public static String sentence(Throwable failure) {
    return "katong: " + Printable.text(message(failure));
  }

  /** The message as it is, with the options that help. */
  public static String message(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "memory ran out; ask for a smaller picture with --resolution";
    }
    if (failure instanceof KatongException known) {
      return known.getMessage() + known.remedy().map(way -> "; " + words(way, known)).orElse("");
    }
    return "a fault in Katong itself: " + failure + "; please report it";
  }

  private static String words(Remedy remedy, KatongException failure) {
    return switch (remedy) {
      case ALLOW_MORE_BYTES -> "make it smaller, or allow more with --max-bytes";
      case ALLOW_MORE_PIXELS -> "make it smaller, or allow more with --max-pixels";
      case ASK_FOR_LESS -> "end other programs, or ask for a smaller picture with --resolution";
      case RAISE_BUDGET ->
          failure instanceof OverBudget budget
              ? "ask for it with --memory %dm".formatted(budget.leastBytes() >> 20)
              : "allow more with --memory";
      case RAISE_HEAP -> "give Java more with KATONG_JAVA_OPTS=-Xmx2g";
      case LOWER_BUDGET -> "end other programs, or name less with --memory";
      case USE_PROCESSOR -> "or ask for --device cpu";
      case FREE_DEVICE -> "end other programs that use it, or ask for --device cpu";
      case FETCH_FACE_DETECTOR ->
          "fetch the YuNet face detector with 'katong faces pull', or use --faces off";
      case ADD_HEIF_DECODER ->
          "'./katong heif' adds it, once, or export the photo as JPEG (an iPhone takes JPEGs with"
              + " Settings > Camera > Formats > Most Compatible)";
      case ADD_STYLES -> "'katong style pull' and 'katong style import' add more";
      case IMPORT_STYLE -> "'katong style import' makes one of a DCT-Net folder or an ONNX file";
      case REPLACE_STYLE -> "choose another name (--name of an import), or replace it with --force";
      case MAKE_FP16 -> "'katong style optimize STYLE --precision fp16' makes them";
      case MAKE_INT8 -> "'katong style optimize STYLE --precision int8 --photos FOLDER' makes them";
      case MAKE_VARIANTS -> "'katong style optimize' makes more";
    };
  }
}
