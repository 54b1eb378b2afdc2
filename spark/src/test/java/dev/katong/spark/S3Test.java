package dev.katong.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Adobe's S3Mock, which is a process of its own. */
class S3Test {
  private static final Duration START = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Process s3;
  private static String endpoint;

  private final SparkSession spark = LocalSpark.session();

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    endpoint = "http://127.0.0.1:" + port;
    s3 =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("katong.s3mock"),
                "--http.port=" + port,
                "--server.port=0",
                "--com.adobe.testing.s3mock.store.initialBuckets=photos")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3mock.log").toFile())
            .start();
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/favicon.ico")).build();
    Instant end = Instant.now().plus(START);
    while (true) {
      try {
        var unused = client.send(request, HttpResponse.BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        if (!s3.isAlive() || Instant.now().isAfter(end)) {
          throw new IOException(Files.readString(folder.resolve("s3mock.log")), e);
        }
        Thread.sleep(200);
      }
    }
  }

  @AfterAll
  static void stop() {
    s3.destroyForcibly();
  }

  @Test
  void run_onS3_putsFilesAndSkipsThemLater() throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Map.of(
            "fs.s3a.endpoint", endpoint,
            "fs.s3a.path.style.access", "true",
            "fs.s3a.access.key", "any",
            "fs.s3a.secret.key", "any",
            "fs.s3a.connection.ssl.enabled", "false",
            "fs.s3a.endpoint.region", "us-east-1",
            "fs.s3a.bucket.probe", "0")
        .forEach(hadoop::set);
    FileSystem files = FileSystem.get(URI.create("s3a://photos/"), hadoop);
    if (!files.exists(new org.apache.hadoop.fs.Path("s3a://photos/"))) {
      assertThat(files.mkdirs(new org.apache.hadoop.fs.Path("s3a://photos/"))).isTrue();
    }
    PhotosOfAllKinds.writeAll(files, "s3a://photos/in");
    String[] arguments = {
      "--input", "s3a://photos/in", "--output", "s3a://photos/out", "--style", "comic"
    };

    CartoonJob.Summary first = CartoonJob.run(spark, JobArguments.of(arguments));
    CartoonJob.Summary second = CartoonJob.run(spark, JobArguments.of(arguments));

    assertThat(first.done()).isEqualTo(PhotosOfAllKinds.GOOD);
    assertThat(first.failed()).isEqualTo(Map.of("bad-photo", (long) PhotosOfAllKinds.BAD));
    assertThat(
            files
                .getFileStatus(
                    new org.apache.hadoop.fs.Path("s3a://photos/out/trip/2026/day one.jpg.jpg"))
                .getLen())
        .isPositive();
    assertThat(second.done()).isZero();
    assertThat(second.skipped()).isEqualTo(PhotosOfAllKinds.GOOD + PhotosOfAllKinds.BAD);
  }
}
