package dev.katong.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException;
import dev.katong.style.StyleStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CartoonJobTest {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;
  private Path photos;
  private Path cartoons;

  @BeforeEach
  void folders() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    cartoons = folder.resolve("cartoons");
  }

  private CartoonJob.Summary run(String... more) throws IOException {
    return runOn(photos.toString(), more);
  }

  private CartoonJob.Summary runOn(String input, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("--input", input, "--output", cartoons.toString(), "--style", "comic"));
    words.addAll(Arrays.asList(more));
    return CartoonJob.run(spark, JobArguments.of(words.toArray(String[]::new)));
  }

  private Dataset<Row> report() {
    return spark.read().parquet(cartoons.resolve(CartoonJob.REPORT).toString());
  }

  /** The files of the output, without the report. */
  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(cartoons)) {
      return all.filter(Files::isRegularFile)
          .map(file -> cartoons.relativize(file).toString())
          .filter(name -> !name.startsWith(CartoonJob.REPORT))
          .sorted()
          .toList();
    }
  }

  @Test
  void run_filesOfAllKinds_hasACartoonOrAReasonForEach() throws IOException {
    PhotosOfAllKinds.writeAll(photos);

    CartoonJob.Summary summary = run();

    assertThat(summary.done()).isEqualTo(PhotosOfAllKinds.GOOD);
    assertThat(summary.failed()).isEqualTo(Map.of("bad-photo", (long) PhotosOfAllKinds.BAD));
    assertThat(summary.cpuSeconds()).isPositive();
    assertThat(files())
        .containsExactly(
            "plain.jpeg.jpg",
            "plain.jpg.jpg",
            "trip/2026/day one.jpg.jpg",
            "trip/odd %41 # + ü.JPG.jpg");
    for (String file : files()) {
      BufferedImage cartoon = ImageIO.read(cartoons.resolve(file).toFile());
      assertThat(cartoon.getWidth()).isEqualTo(PhotosOfAllKinds.WIDTH);
    }
    assertThat(report().select("path").distinct().count())
        .isEqualTo(PhotosOfAllKinds.GOOD + PhotosOfAllKinds.BAD);
    assertThat(report().filter("code is not null and message is null").isEmpty()).isTrue();
  }

  @Test
  void run_again_drawsOnlyWhatIsNewOrChanged() throws IOException {
    PhotosOfAllKinds.writeAll(photos);
    run();
    Files.write(photos.resolve("new.jpg"), PhotosOfAllKinds.portrait());
    Files.write(photos.resolve("empty.jpg"), PhotosOfAllKinds.portrait());

    CartoonJob.Summary summary = run();

    assertThat(summary.done()).isEqualTo(2);
    assertThat(summary.failed()).isEmpty();
    assertThat(summary.skipped()).isEqualTo(PhotosOfAllKinds.GOOD + PhotosOfAllKinds.BAD - 1);
    assertThat(run().done()).isZero();
  }

  @Test
  void run_otherSettings_replacesFilesOnlyIfForced() throws IOException {
    Files.write(photos.resolve("a.jpg"), PhotosOfAllKinds.portrait());
    run();

    assertThatThrownBy(() -> run("--strength", "0.5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other settings");
    assertThat(run("--strength", "0.5", "--force").done()).isEqualTo(1);
    assertThat(report().count()).isEqualTo(1);
  }

  @Test
  void run_asParquet_hasTheCartoonsInTheReport() throws IOException {
    PhotosOfAllKinds.writeAll(photos);

    run("--as", "parquet", "--format", "png");

    assertThat(files()).isEmpty();
    List<Row> rows = report().filter("state = 'done'").select("picture", "height").collectAsList();
    assertThat(rows).hasSize(PhotosOfAllKinds.GOOD);
    for (Row row : rows) {
      BufferedImage cartoon = ImageIO.read(new ByteArrayInputStream(row.getAs("picture")));
      assertThat(cartoon.getHeight()).isEqualTo(PhotosOfAllKinds.HEIGHT).isEqualTo(row.getInt(1));
    }
  }

  @Test
  void run_manifest_drawsItsPathsOnceAndNoneThatLeadOut() throws IOException {
    PhotosOfAllKinds.writeAll(photos);
    Path manifest = folder.resolve("list.parquet");
    String good = photos.resolve("plain.jpg").toString();
    spark
        .createDataset(
            List.of(good, good, photos + "/../photos/plain.jpeg", photos + "/missing.jpg"),
            org.apache.spark.sql.Encoders.STRING())
        .toDF("path")
        .write()
        .parquet(manifest.toString());

    CartoonJob.Summary summary = runOn(manifest.toString());

    assertThat(summary.done()).isEqualTo(1);
    assertThat(summary.failed()).isEqualTo(Map.of("bad-photo", 2L));
    assertThat(files()).containsExactly(good.substring(1) + ".jpg");
  }

  @Test
  void run_pattern_keepsTheFoldersBelowIt() throws IOException {
    PhotosOfAllKinds.writeAll(photos);

    CartoonJob.Summary summary = runOn(photos + "/tr*/2026");

    assertThat(summary.done()).isEqualTo(1);
    assertThat(files()).containsExactly("trip/2026/day one.jpg.jpg");
  }

  @Test
  void run_stylePack_travelsToTheTasks() throws IOException {
    Files.write(photos.resolve("a.jpg"), PhotosOfAllKinds.portrait());
    Path pack = folder.resolve("mine.zip");
    new StyleStore(folder.resolve("none")).export("comic", pack);

    assertThat(run().done()).isEqualTo(1);
    byte[] builtIn = Files.readAllBytes(cartoons.resolve("a.jpg.jpg"));
    cartoons = folder.resolve("of-pack");
    assertThat(
            CartoonJob.run(
                    spark,
                    JobArguments.of("--input=" + photos, "--output=" + cartoons, "--style=" + pack))
                .done())
        .isEqualTo(1);
    assertThat(cartoons.resolve("a.jpg.jpg")).hasBinaryContent(builtIn);
  }

  @Test
  void run_unknownStyle_failsAtOnce() {
    assertThatThrownBy(
            () ->
                CartoonJob.run(
                    spark,
                    JobArguments.of(
                        "--input=" + photos, "--output=" + cartoons, "--style=no-such")))
        .isInstanceOf(KatongException.NoSuchStyle.class);
  }

  @Test
  void run_outputThatCannotBeWritten_failsAndCanBeRepeated() throws IOException {
    PhotosOfAllKinds.writeAll(photos);
    Files.createDirectories(cartoons);
    // A file where a folder is needed.
    Files.write(cartoons.resolve("trip"), new byte[1]);

    assertThatThrownBy(this::run).hasStackTraceContaining("trip");
    Files.delete(cartoons.resolve("trip"));
    CartoonJob.Summary second = run();

    assertThat(second.done() + second.skipped() + second.failed().getOrDefault("bad-photo", 0L))
        .isEqualTo(PhotosOfAllKinds.GOOD + PhotosOfAllKinds.BAD);
    assertThat(files()).hasSize(PhotosOfAllKinds.GOOD);
    assertThat(report().count()).isEqualTo(PhotosOfAllKinds.GOOD + PhotosOfAllKinds.BAD);
  }
}
