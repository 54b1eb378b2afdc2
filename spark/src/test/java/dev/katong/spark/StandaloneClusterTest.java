package dev.katong.spark;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar as it is handed to {@code spark-submit}, on a master and two workers that are processes
 * of their own.
 */
class StandaloneClusterTest {
  private static final int PHOTOS = 40;
  private static final int TIMEOUT_SECONDS = 240;

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void submit_executorIsKilled_drawsEachPhotoOnce() throws Exception {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    byte[] portrait = PhotosOfAllKinds.portrait();
    for (int i = 0; i < PHOTOS; i++) {
      Files.write(photos.resolve(i + ".jpg"), portrait);
    }
    Path cartoons = folder.resolve("cartoons");
    sparkHome();
    int port = freePort();
    String master = "spark://127.0.0.1:" + port;
    start("master", "deploy.master.Master", "--host", "127.0.0.1", "--port", "" + port);
    List<Process> workers = List.of(worker(1, master), worker(2, master));

    Process job =
        start(
            "job",
            "deploy.SparkSubmit",
            "--master",
            master,
            "--conf",
            "spark.executor.memory=512m",
            "--conf",
            "spark.executor.cores=1",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1",
            "--conf",
            "spark.driver.host=127.0.0.1",
            System.getProperty("katong.spark.jar"),
            "--input",
            photos.toString(),
            "--output",
            cartoons.toString(),
            "--style",
            "comic",
            "--memory",
            "300m",
            "--pictures-per-task",
            "4");
    boolean killed = false;
    for (int i = 0; i < 10 * TIMEOUT_SECONDS && job.isAlive(); i++) {
      if (!killed && !drawn(cartoons).isEmpty()) {
        List<ProcessHandle> executors = workers.get(0).descendants().toList();
        executors.forEach(ProcessHandle::destroyForcibly);
        killed = !executors.isEmpty();
      }
      Thread.sleep(100);
    }

    assertThat(job.waitFor(1, SECONDS)).isTrue();
    String said = Files.readString(folder.resolve("job.log"));
    assertThat(job.exitValue()).as(said).isZero();
    assertThat(killed).isTrue();
    assertThat(said).contains("katong: " + PHOTOS + " drawn, failed {}, 0 had a row");
    assertThat(drawn(cartoons)).hasSize(PHOTOS);
    for (Path cartoon : drawn(cartoons)) {
      assertThat(ImageIO.read(cartoon.toFile()).getWidth()).isEqualTo(PhotosOfAllKinds.WIDTH);
    }
    assertThat(cartoons.resolve(CartoonFiles.PARTS)).doesNotExist();
  }

  private static List<Path> drawn(Path cartoons) throws IOException {
    if (!Files.isDirectory(cartoons)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cartoons)) {
      return files.filter(file -> file.toString().endsWith(".jpg")).toList();
    }
  }

  private Process worker(int number, String master) throws IOException {
    return start(
        "worker-" + number,
        "deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--cores",
        "1",
        "--memory",
        "600m",
        "--work-dir",
        folder.resolve("work-" + number).toString(),
        master);
  }

  private Process start(String name, String type, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    // The least that Spark's driver takes is 450 MB.
    command.add("-Xmx600m");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+", -1)));
    command.addAll(List.of("-cp", folder.resolve("home/jars") + "/*", "org.apache.spark." + type));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** A folder as that of Spark's distribution, of the jars of the tests without Katong's. */
  private void sparkHome() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("home/jars"));
    Files.createFile(folder.resolve("home/RELEASE"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      boolean sparks =
          Stream.of("katong", "tools/jackson", "bytedeco", "onnxruntime", "junit", "surefire")
              .noneMatch(entry::contains);
      if (sparks && entry.endsWith(".jar")) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
