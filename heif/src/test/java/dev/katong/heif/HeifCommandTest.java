package dev.katong.heif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongHome;
import dev.katong.cli.Main;
import dev.katong.image.Photo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HeifCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int katong(String... arguments) {
    CommandLine command =
        Main.commandLine(() -> new KatongHome(folder.resolve("home")))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  @Test
  void heif_tellsTheDecoder() {
    assertThat(katong("heif")).isZero();

    assertThat(out.toString())
        .startsWith("HEIC and AVIF photos are decoded, by FFmpeg 8")
        .contains("(LGPL version ");
  }

  @Test
  void cartoonize_ofAFolderOfPhones_drawsThem() throws Exception {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Files.write(photos.resolve("IMG_1.HEIC"), HeifFile.resource("plain.heic"));
    Files.write(photos.resolve("IMG_2.avif"), HeifFile.resource("alpha.avif"));
    Path results = folder.resolve("results");

    int code =
        katong("cartoonize", photos.toString(), "-o", results.toString(), "--style", "comic");

    assertThat(code).as(err.toString()).isZero();
    try (Photo first = Photo.decode(results.resolve("IMG_1-comic.png"));
        Photo second = Photo.decode(results.resolve("IMG_2-comic.png"))) {
      assertThat(first.width()).isEqualTo(96);
      assertThat(second.transparency()).isPresent();
    }
  }
}
