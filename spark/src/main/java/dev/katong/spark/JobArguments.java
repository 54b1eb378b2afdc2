package dev.katong.spark;

import dev.katong.image.PhotoLimits;
import dev.katong.memory.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@link CartoonJob}.
 *
 * @param input a folder, a pattern, or a manifest whose name ends with {@code .parquet}
 * @param output the folder of the results
 * @param asParquet true if the results are rows of the report rather than files
 * @param settings of the pictures
 * @param force true to draw everything again
 * @param picturesPerTask the most pictures of a task, at least 1
 * @param price of an hour of a virtual processor
 * @param limits by the name in Spark's configuration, see {@link ExecutorShare}
 */
record JobArguments(
    String input,
    String output,
    boolean asParquet,
    DrawingSettings settings,
    boolean force,
    int picturesPerTask,
    double price,
    Map<String, String> limits) {
  static final String USAGE =
      """
      usage: spark-submit --class dev.katong.spark.CartoonJob katong-spark.jar --input I --output O [...]
        --input I              a folder, a pattern, or a manifest whose name ends with .parquet, with a
                               column path, and length and modified where they are known
        --output O             the folder of the cartoons and of the report, katong-report
        --as files|parquet     cartoons as files (the default), or in the column picture of the report
        --format jpg|png|webp  of the cartoons; --quality 1..100 (92)
        --memory SIZE          for the networks of each executor (1g)
        --max-pixels N         photos with more fail (100m); --max-bytes SIZE likewise (64m)
        --pictures-per-task N  at the most (200)
        --price P              of an hour of a virtual processor, for the sum at the end (0.015)
        --force                draws again what an earlier run has drawn
      and the settings of pictures:\s"""
          + String.join(", ", DrawingSettings.NAMES.stream().map(name -> "--" + name).toList());

  private static final String FORCE = "force";

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if one is unknown, missing or not allowed
   */
  static JobArguments of(String... words) {
    Map<String, String> given = named(words);
    String input = required(given, "input");
    String output = required(given, "output");
    String as = taken(given, "as", "files");
    if (!as.equals("files") && !as.equals("parquet")) {
      throw new IllegalArgumentException("--as is files or parquet, not '" + as + "'");
    }
    boolean force = given.remove(FORCE) != null;
    int perTask =
        DrawingSettings.wholeNumber("pictures-per-task", taken(given, "pictures-per-task", "200"));
    if (perTask < 1) {
      throw new IllegalArgumentException("pictures-per-task is 1 or more, not " + perTask);
    }
    double price = Double.parseDouble(taken(given, "price", "0.015"));
    Map<String, String> limits = new TreeMap<>();
    limit(given, limits, "memory", ExecutorShare.MEMORY);
    limit(given, limits, "max-pixels", ExecutorShare.MAX_PIXELS);
    limit(given, limits, "max-bytes", ExecutorShare.MAX_BYTES);
    return new JobArguments(
        input,
        output,
        as.equals("parquet"),
        DrawingSettings.of(given),
        force,
        perTask,
        price,
        limits);
  }

  private static Map<String, String> named(String... words) {
    Map<String, String> given = new TreeMap<>();
    List<String> rest = new ArrayList<>(List.of(words));
    while (!rest.isEmpty()) {
      String word = rest.remove(0);
      if (!word.startsWith("--")) {
        throw new IllegalArgumentException("'" + word + "' is no option; options begin with --");
      }
      int equals = word.indexOf('=');
      String name = word.substring(2, equals < 0 ? word.length() : equals);
      String value;
      if (equals >= 0) {
        value = word.substring(equals + 1);
      } else if (name.equals(FORCE)) {
        value = "";
      } else if (rest.isEmpty()) {
        throw new IllegalArgumentException("--" + name + " has no value");
      } else {
        value = rest.remove(0);
      }
      if (given.put(name, value) != null) {
        throw new IllegalArgumentException("--" + name + " is given twice");
      }
    }
    return given;
  }

  private static String taken(Map<String, String> given, String name, String otherwise) {
    String value = given.remove(name);
    return value == null ? otherwise : value;
  }

  private static String required(Map<String, String> given, String name) {
    @Nullable String value = given.remove(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  private static void limit(
      Map<String, String> given, Map<String, String> limits, String name, String key) {
    @Nullable String value = given.remove(name);
    if (value != null) {
      long unused =
          key.equals(ExecutorShare.MAX_PIXELS)
              ? PhotoLimits.parsePixels(value)
              : MemorySize.parse(value);
      limits.put(key, value);
    }
  }

  /** Puts the limits into Spark's configuration, from where the executors read them. */
  void addTo(SparkConf conf) {
    limits.forEach(conf::set);
  }
}
