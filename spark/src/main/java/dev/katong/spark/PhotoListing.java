package dev.katong.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;

import dev.katong.image.PhotoFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The photos of a job as a table of paths: those below a folder, those that a pattern matches, or
 * the rows of a manifest. Files are listed on the driver, which is quick enough up to about a
 * million; empty ones are listed too, unlike by Spark's {@code binaryFile}.
 */
final class PhotoListing {
  static final String PATH = "path";
  static final String LENGTH = "length";
  static final String MODIFIED = "modified";

  /** The path of the cartoon below the output folder, without its ending. */
  static final String NAME = "name";

  private static final String MANIFEST = ".parquet";
  private static final StructType TYPE =
      new StructType()
          .add(PATH, DataTypes.StringType)
          .add(LENGTH, DataTypes.LongType)
          .add(MODIFIED, DataTypes.TimestampType)
          .add(NAME, DataTypes.StringType);

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Path output;

  /**
   * Creates a listing.
   *
   * @param output a folder whose files are no photos
   */
  PhotoListing(SparkSession spark, Configuration hadoop, Path output) {
    this.spark = spark;
    this.hadoop = hadoop;
    this.output = output;
  }

  /**
   * Lists photos.
   *
   * @return columns of {@link #PATH}, {@link #LENGTH}, {@link #MODIFIED}, {@link #NAME}
   * @throws FileNotFoundException if there is nothing at the input
   */
  Dataset<Row> of(String input) throws IOException {
    return input.endsWith(MANIFEST) ? manifest(input) : files(new Path(input));
  }

  private Dataset<Row> manifest(String input) {
    Dataset<Row> rows = spark.read().parquet(input);
    if (!Arrays.asList(rows.columns()).contains(PATH)) {
      throw new IllegalArgumentException(
          "the manifest %s has the columns %s; name that of the photos 'path'"
              .formatted(input, String.join(", ", rows.columns())));
    }
    // The scheme is no part of a name; the bucket is.
    Column name = regexp_replace(col(PATH), lit("^([A-Za-z][A-Za-z0-9+.-]*:)?/*"), lit(""));
    return rows.select(
            col(PATH),
            optional(rows, LENGTH, DataTypes.LongType),
            optional(rows, MODIFIED, DataTypes.TimestampType),
            name.as(NAME))
        .dropDuplicates(new String[] {PATH});
  }

  private static Column optional(Dataset<Row> rows, String name, DataType type) {
    Column column = Arrays.asList(rows.columns()).contains(name) ? col(name) : lit(null);
    return column.cast(type).as(name);
  }

  private Dataset<Row> files(Path input) throws IOException {
    FileSystem files = input.getFileSystem(hadoop);
    Path root = files.makeQualified(input);
    FileStatus[] found = files.globStatus(root);
    if (found == null || found.length == 0) {
      throw new FileNotFoundException("there is nothing at " + input);
    }
    String base = folder(withoutPattern(root));
    List<Row> rows = new ArrayList<>();
    for (FileStatus entry : found) {
      if (entry.isFile()) {
        add(rows, entry, base);
      } else {
        RemoteIterator<LocatedFileStatus> below = files.listFiles(entry.getPath(), true);
        while (below.hasNext()) {
          LocatedFileStatus file = below.next();
          if (isPhoto(file.getPath(), base)) {
            add(rows, file, base);
          }
        }
      }
    }
    return spark.createDataFrame(rows, TYPE);
  }

  /** The deepest folder above the first part of the path that is a pattern. */
  private static Path withoutPattern(Path path) {
    Path folder = path;
    for (Path part = path; part.getParent() != null; part = part.getParent()) {
      if (part.getName().matches(".*[*?\\[{].*")) {
        folder = part.getParent();
      }
    }
    return folder;
  }

  private static String folder(Path path) {
    String text = path.toString();
    return text.endsWith("/") ? text : text + "/";
  }

  private boolean isPhoto(Path file, String base) {
    String path = file.toString();
    String below = path.startsWith(base) ? path.substring(base.length()) : file.getName();
    return !path.startsWith(folder(output))
        && PhotoFolder.isPhotoName(java.nio.file.Path.of(file.getName()))
        && Arrays.stream(below.split("/", -1))
            .noneMatch(part -> part.startsWith("_") || PhotoFolder.isOfSystem(part));
  }

  private static void add(List<Row> rows, FileStatus file, String base) {
    String path = file.getPath().toString();
    String name = path.startsWith(base) ? path.substring(base.length()) : file.getPath().getName();
    rows.add(
        RowFactory.create(path, file.getLen(), new Timestamp(file.getModificationTime()), name));
  }
}
