package dev.katong.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import dev.katong.KatongException;
import dev.katong.KatongHome;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A job for {@code spark-submit} that draws many photos: those of a folder, a pattern or a
 * manifest, on any file system that Hadoop knows. Each photo gets a row in the Parquet folder
 * {@code katong-report} of the output; a later run with the same settings draws only photos without
 * one.
 */
public final class CartoonJob {
  /** The folder of the report, below the output folder. */
  static final String REPORT = "katong-report";

  /** Tasks for each slot, so that slots do not wait long for the last one. */
  private static final int TASKS_PER_SLOT = 3;

  private static final int SECONDS_PER_HOUR = 3600;
  private static final double MILLION = 1e6;

  private final SparkSession spark;
  private final JobArguments arguments;
  private final Configuration hadoop;
  private final Path output;
  private final Path report;

  /**
   * The results of a run.
   *
   * @param skipped photos that an earlier run has drawn or refused
   * @param done cartoons
   * @param failed photos that could not be drawn, by code
   * @param cpuSeconds of all executors' processes while they drew
   */
  record Summary(long skipped, long done, Map<String, Long> failed, double cpuSeconds) {
    /** The lines for people. */
    String text(double price) {
      long photos = done + failed.values().stream().mapToLong(Long::longValue).sum();
      if (photos == 0) {
        return "katong: nothing to draw, %d photos have a row in the report".formatted(skipped);
      }
      double hours = MILLION * cpuSeconds / photos / SECONDS_PER_HOUR;
      return String.format(
          Locale.ROOT,
          "katong: %d drawn, failed %s, %d had a row in the report%n"
              + "katong: %.2f CPU seconds a photo; a million such photos: %.0f hours of a processor,"
              + " %.2f at %s an hour",
          done,
          failed,
          skipped,
          cpuSeconds / photos,
          hours,
          hours * price,
          price);
    }
  }

  private CartoonJob(SparkSession spark, JobArguments arguments) throws IOException {
    this.spark = spark;
    this.arguments = arguments;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    Path folder = new Path(arguments.output());
    this.output = folder.getFileSystem(hadoop).makeQualified(folder);
    this.report = new Path(output, REPORT);
  }

  /** Runs the job; ends with 2 if an argument is wrong, and with an exception if the job fails. */
  public static void main(String[] args) throws IOException {
    SparkConf conf = new SparkConf();
    JobArguments arguments;
    try {
      arguments = JobArguments.of(args);
      arguments.addTo(conf);
      ExecutorShare.prepare(conf);
    } catch (IllegalArgumentException e) {
      System.err.println("katong: " + e.getMessage());
      System.err.println(JobArguments.USAGE);
      System.exit(2);
      return;
    }
    System.out.println("katong: " + ExecutorShare.of(conf).plan());
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      System.out.println(run(spark, arguments).text(arguments.price()));
    } catch (IllegalArgumentException | KatongException e) {
      System.err.println("katong: " + e.getMessage());
      System.exit(2);
    }
  }

  /** Runs the job in a session whose configuration is prepared. */
  static Summary run(SparkSession spark, JobArguments arguments) throws IOException {
    return new CartoonJob(spark, arguments).run();
  }

  private Summary run() throws IOException {
    DrawingSettings settings = shipped();
    ExecutorShare share = ExecutorShare.of(spark.sparkContext().getConf());
    String digest = settings.digest(share.photos());
    FileSystem files = output.getFileSystem(hadoop);
    if (arguments.force()) {
      boolean unused = files.delete(report, true);
    }
    Dataset<Row> photos = new PhotoListing(spark, hadoop, output).of(arguments.input());
    Dataset<Row> todo = photos;
    if (files.exists(report)) {
      Dataset<Row> reported = spark.read().schema(DrawPhotos.TYPE).parquet(report.toString());
      checkSettings(reported, digest);
      todo = photos.join(reported, sameIn(photos, reported, digest), "left_anti");
    }
    long all = photos.count();
    long open = todo.count();
    if (open == 0) {
      return new Summary(all, 0, Map.of(), 0);
    }
    String run = UUID.randomUUID().toString();
    draw(todo.repartition(tasks(open)), settings, digest, run);
    return summary(all - open, run);
  }

  /**
   * The settings for the executors, with a style that they find: a built-in one, or a pack that
   * Spark brings there, named by its content.
   */
  private DrawingSettings shipped() throws IOException {
    String style = arguments.settings().style();
    StyleStore store = new StyleStore(KatongHome.ofEnvironment().styles());
    if (store.builtIn(style)) {
      return arguments.settings();
    }
    java.nio.file.Path folder = Files.createTempDirectory("katong-style");
    java.nio.file.Path pack = folder.resolve("pack.zip");
    if (style.endsWith(".zip")) {
      Path zip = new Path(style);
      try (InputStream in = zip.getFileSystem(hadoop).open(zip)) {
        long unused = Files.copy(in, pack);
      }
    } else {
      store.export(style, pack);
    }
    String name = StylePack.sha256(Files.readAllBytes(pack)) + ".zip";
    spark.sparkContext().addFile(Files.move(pack, folder.resolve(name)).toUri().toString());
    return arguments.settings().style(name);
  }

  /** Files of other settings have the same names; rows have not. */
  private void checkSettings(Dataset<Row> reported, String digest) {
    if (!arguments.asParquet()
        && !reported.filter(col(DrawPhotos.SETTINGS).notEqual(digest)).isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds cartoons of other settings; name another --output, or replace them by --force"
              .formatted(output));
    }
  }

  /** True for a photo that has a row; one that only lacked memory is tried again. */
  private static Column sameIn(Dataset<Row> photos, Dataset<Row> reported, String digest) {
    Column same = reported.col(DrawPhotos.SETTINGS).equalTo(digest);
    for (String key : List.of(PhotoListing.PATH, PhotoListing.LENGTH, PhotoListing.MODIFIED)) {
      same = same.and(photos.col(key).eqNullSafe(reported.col(key)));
    }
    Column overBudget =
        reported.col("code").eqNullSafe(lit(KatongException.Kind.OVER_BUDGET.label()));
    return same.and(not(overBudget));
  }

  private int tasks(long photos) {
    long byLength = (photos + arguments.picturesPerTask() - 1) / arguments.picturesPerTask();
    long bySlots =
        Math.min(photos, (long) TASKS_PER_SLOT * spark.sparkContext().defaultParallelism());
    return Math.toIntExact(Math.max(byLength, bySlots));
  }

  private void draw(Dataset<Row> photos, DrawingSettings settings, String digest, String run)
      throws IOException {
    CartoonFiles parts = new CartoonFiles(output, hadoop);
    parts.deleteParts();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    DrawPhotos task =
        new DrawPhotos(
            settings,
            digest,
            run,
            arguments.asParquet() ? null : output.toString(),
            context.broadcast(new SerializableConfiguration(hadoop)));
    photos
        .mapPartitions(task, Encoders.row(DrawPhotos.TYPE))
        .write()
        .mode(SaveMode.Append)
        // Rows of a task stay although the job fails later, for the next run.
        .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
        // Pictures are large: looked at one by one, not by the hundred, and not to be found twice.
        .option("parquet.block.size", 32 << 20)
        .option("parquet.block.size.row.check.min", 1)
        .option("parquet.page.size.row.check.min", 1)
        .option("parquet.enable.dictionary#picture", "false")
        .parquet(report.toString());
    parts.deleteParts();
  }

  private Summary summary(long skipped, String run) {
    List<Row> sums =
        spark
            .read()
            .schema(DrawPhotos.TYPE)
            .parquet(report.toString())
            .filter(col(DrawPhotos.RUN).equalTo(run))
            .groupBy("code")
            .agg(count(lit(1)), sum(DrawPhotos.CPU_SECONDS))
            .collectAsList();
    TreeMap<String, Long> failed = new TreeMap<>();
    long done = 0;
    double cpuSeconds = 0;
    for (Row row : sums) {
      cpuSeconds += row.getDouble(2);
      if (row.isNullAt(0)) {
        done = row.getLong(1);
      } else {
        failed.put(row.getString(0), row.getLong(1));
      }
    }
    return new Summary(skipped, done, failed, cpuSeconds);
  }
}
