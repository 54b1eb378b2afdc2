package dev.katong.spark;

import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Draws photos in jobs of one's own: a function of a photo's file and a map of settings, for Scala,
 * Java, Python and SQL. Settings are the options of the command by name, {@code format} and {@code
 * quality}.
 *
 * <pre>{@code
 * CartoonFunction.register(spark, "cartoonize");
 * spark.read().format("binaryFile").load("photos")
 *     .selectExpr("path", "cartoonize(content, map('style', 'comic')) as cartoon")
 *     .select("path", "cartoon.picture", "cartoon.code");
 * }</pre>
 *
 * <p>A photo that cannot be drawn has the state {@code failed}, a code such as {@code bad-photo}
 * and a message; failures of the machine fail the task, which Spark repeats. The photo null gives
 * null.
 */
public final class CartoonFunction {
  /**
   * The struct that the function gives: {@code picture} (a file's bytes), {@code state} ({@code
   * done} or {@code failed}), {@code code}, {@code message}, {@code width}, {@code height}, {@code
   * faces}, {@code warnings}.
   */
  public static final StructType TYPE = PhotoOutcome.TYPE;

  private CartoonFunction() {}

  /** The function for expressions of Scala and Java: of binary and {@code map<string,string>}. */
  public static UserDefinedFunction function() {
    UDF2<byte @Nullable [], scala.collection.@Nullable Map<String, String>, @Nullable Row> draw =
        CartoonFunction::draw;
    // Drawing again is not wrong but dear: one that is not deterministic is computed once.
    return functions.udf(draw, TYPE).asNondeterministic();
  }

  /** Gives the function a name for SQL, of this session; from Python by {@code spark._jvm}. */
  public static void register(SparkSession spark, String name) {
    UserDefinedFunction unused = spark.udf().register(name, function());
  }

  private static @Nullable Row draw(
      byte @Nullable [] photo, scala.collection.@Nullable Map<String, String> settings) {
    if (photo == null) {
      return null;
    }
    Map<String, String> given = settings == null ? Map.of() : CollectionConverters.asJava(settings);
    return RowFactory.create(
        PhotoOutcome.of(photo, "the photo", DrawingSettings.of(given)).values());
  }
}
