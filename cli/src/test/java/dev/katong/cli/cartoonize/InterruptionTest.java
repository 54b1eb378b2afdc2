package dev.katong.cli.cartoonize;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.fixture.KatongProcess;
import dev.katong.cli.fixture.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InterruptionTest {
  private static final int PHOTOS = 200;

  @TempDir private Path folder;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void cartoonize_terminatedInABatch_leavesWholeFilesOnly()
      throws IOException, InterruptedException {
    Path photo = Pictures.portrait(folder.resolve("photos/0.png"));
    for (int i = 1; i < PHOTOS; i++) {
      Files.copy(photo, folder.resolve("photos/" + i + ".png"));
    }
    Path out = Files.createDirectory(folder.resolve("out"));
    Process process =
        new KatongProcess(folder.resolve("home"), folder).start("cartoonize", "photos", "-o", out);
    long deadline = System.nanoTime() + SECONDS.toNanos(60);
    while (results(out).size() < 3 && process.isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    process.destroy();
    assertThat(process.waitFor(30, SECONDS)).isTrue();
    assertThat(process.exitValue()).as("128 + SIGTERM").isEqualTo(143);
    assertThat(results(out))
        .hasSizeBetween(3, PHOTOS - 1)
        .allSatisfy(
            result -> {
              assertThat(result.toString()).endsWith("-3d.png");
              Pictures.assertPicture(result, Pictures.WIDTH, Pictures.HEIGHT);
            });
  }

  private static List<Path> results(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}
