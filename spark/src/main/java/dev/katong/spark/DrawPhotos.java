package dev.katong.spark;

import dev.katong.KatongException.BadPhoto;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A task: reads, draws and writes the photos of a partition one after the other, and gives the
 * report's row of each. Rows are given while it works, so that one photo at a time is in memory.
 *
 * @param settingsDigest identifies the settings in the report
 * @param run identifies the call of the job in the report
 * @param output the folder of the files; null if cartoons are put into the rows
 */
record DrawPhotos(
    DrawingSettings settings,
    String settingsDigest,
    String run,
    @Nullable String output,
    Broadcast<SerializableConfiguration> hadoop)
    implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  static final String SETTINGS = "settings";
  static final String RUN = "run";
  static final String CPU_SECONDS = "cpu_seconds";

  /** The rows of the report. */
  static final StructType TYPE = type();

  private static StructType type() {
    StructType type =
        new StructType()
            .add(PhotoListing.PATH, DataTypes.StringType)
            .add(PhotoListing.LENGTH, DataTypes.LongType)
            .add(PhotoListing.MODIFIED, DataTypes.TimestampType)
            .add(SETTINGS, DataTypes.StringType)
            .add(RUN, DataTypes.StringType)
            .add("cartoon", DataTypes.StringType)
            .add("seconds", DataTypes.DoubleType)
            .add(CPU_SECONDS, DataTypes.DoubleType);
    for (StructField field : PhotoOutcome.TYPE.fields()) {
      type = type.add(field);
    }
    return type;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> photos) throws IOException {
    Configuration configuration = hadoop.value().value();
    CartoonFiles files = output == null ? null : new CartoonFiles(new Path(output), configuration);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return photos.hasNext();
      }

      @Override
      public Row next() {
        if (TaskContext.get().isInterrupted()) {
          throw new TaskKilledException("the task was stopped");
        }
        try {
          return draw(photos.next(), configuration, files);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private Row draw(Row photo, Configuration configuration, @Nullable CartoonFiles files)
      throws IOException {
    long start = System.nanoTime();
    String path = photo.getString(0);
    PhotoOutcome drawn;
    String cartoon = null;
    try {
      Path target = files == null ? null : files.target(photo.getString(3), settings.format());
      drawn = PhotoOutcome.of(read(path, configuration), path, settings);
      byte[] picture = drawn.picture();
      if (files != null && target != null && picture != null) {
        files.write(target, picture);
        cartoon = target.toString();
        drawn = drawn.withoutPicture();
      }
    } catch (BadPhoto e) {
      drawn = PhotoOutcome.failed(e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return RowFactory.create(
        Stream.concat(
                Stream.of(
                    photo.get(0),
                    photo.get(1),
                    photo.get(2),
                    settingsDigest,
                    run,
                    cartoon,
                    seconds,
                    ExecutorKatong.claimCpuSeconds()),
                Stream.of(drawn.values()))
            .toArray());
  }

  /** The file's bytes, at most one more than is allowed. */
  private static byte[] read(String path, Configuration configuration) throws IOException {
    Path file = new Path(path);
    long most = ExecutorKatong.get().photoLimits().maxBytes() + 1;
    try (InputStream in = file.getFileSystem(configuration).open(file)) {
      return in.readNBytes((int) Math.min(most, Integer.MAX_VALUE - 8));
    } catch (FileNotFoundException e) {
      throw new BadPhoto(path + " does not exist any more", e);
    }
  }
}
