package dev.katong.spark;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongException;
import dev.katong.Report;
import dev.katong.RequestContext;
import dev.katong.image.PhotoSource;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one photo.
 *
 * @param picture the cartoon's file; null if the photo failed
 * @param code the kind of the failure, such as {@code bad-photo}; null if there is a cartoon
 * @param message a sentence about the failure
 * @param width of the cartoon, in pixels; 0 if the photo failed
 * @param height of the cartoon, in pixels
 * @param faces the number of faces that were found
 * @param warnings sentences about what the cartoon lacks
 */
record PhotoOutcome(
    byte @Nullable [] picture,
    @Nullable String code,
    @Nullable String message,
    int width,
    int height,
    int faces,
    List<String> warnings) {
  static final String DONE = "done";
  static final String FAILED = "failed";

  /** The columns of {@link #values}. */
  static final StructType TYPE =
      new StructType()
          .add("picture", DataTypes.BinaryType)
          .add("state", DataTypes.StringType)
          .add("code", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add("faces", DataTypes.IntegerType)
          .add("warnings", DataTypes.createArrayType(DataTypes.StringType));

  /**
   * Draws a photo. What is wrong with the photo is an outcome; what is wrong with the machine, the
   * style or the engine is thrown, so that Spark tries the task again, elsewhere if it can.
   *
   * @param name what messages call the photo
   */
  static PhotoOutcome of(byte[] photo, String name, DrawingSettings settings) {
    Katong katong = ExecutorKatong.get();
    try (PhotoSource source = PhotoSource.of(photo, name, katong.photoLimits());
        Cartoon cartoon =
            katong.cartoonize(
                source, settings.toOptions(), RequestContext.DEFAULTS.format(settings.format()))) {
      byte[] picture = cartoon.encode(settings.format(), settings.quality());
      Report report = cartoon.report();
      return new PhotoOutcome(
          picture,
          null,
          null,
          report.width(),
          report.height(),
          report.faces().size(),
          report.warnings());
    } catch (KatongException e) {
      if (isOfPhoto(e.kind())) {
        return failed(e);
      }
      throw e;
    }
  }

  /** The outcome of a photo that cannot be drawn. */
  static PhotoOutcome failed(KatongException why) {
    return new PhotoOutcome(null, why.kind().label(), why.getMessage(), 0, 0, 0, List.of());
  }

  private static boolean isOfPhoto(KatongException.Kind kind) {
    return switch (kind) {
      case BAD_PHOTO, NO_FACE, OVER_BUDGET, BAD_OUTPUT -> true;
      case NO_SUCH_STYLE, BAD_MODEL, BAD_DOWNLOAD, OUT_OF_MEMORY, ENGINE, CANCELLED -> false;
    };
  }

  /** This without the cartoon's file, which was written elsewhere. */
  PhotoOutcome withoutPicture() {
    return new PhotoOutcome(null, code, message, width, height, faces, warnings);
  }

  /** The values of the columns of {@link #TYPE}. */
  @Nullable Object[] values() {
    String[] sentences = warnings.toArray(String[]::new);
    return new @Nullable Object[] {
      picture, code == null ? DONE : FAILED, code, message, width, height, faces, sentences
    };
  }
}
