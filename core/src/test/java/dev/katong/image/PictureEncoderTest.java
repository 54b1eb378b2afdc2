package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.katong.KatongException.BadOutput;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.image.io.PictureStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PictureEncoderTest {
  private static final int QUALITY = 90;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void write_intoNewFolders_givesTheBytesOfEncode(PictureFormat format) {
    Path file = folder.resolve("deep/er").resolve("no-ending");
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131))) {
      PictureEncoder.write(portrait.mat(), file, format, QUALITY);
      assertThat(file).hasBinaryContent(PictureEncoder.encode(portrait.mat(), format, QUALITY));
      assertThat(file.getParent()).isDirectoryNotContaining("glob:**.katong*");
    }
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void write_toANameOfOtherScripts_givesTheBytesOfEncode(PictureFormat format) {
    String name = "卡通-é";
    assumeTrue(
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(name));
    Path file = folder.resolve(name).resolve(name);
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131))) {
      PictureEncoder.write(portrait.mat(), file, format, QUALITY);
      assertThat(file).hasBinaryContent(PictureEncoder.encode(portrait.mat(), format, QUALITY));
    }
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void write_whereOpenCvCannot_givesTheBytesOfEncode(PictureFormat format) throws IOException {
    URI zip = URI.create("jar:" + folder.resolve("pictures.zip").toUri());
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131));
        FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path file = files.getPath("/portrait");
      PictureEncoder.write(portrait.mat(), file, format, QUALITY);
      assertThat(Files.readAllBytes(file))
          .isEqualTo(PictureEncoder.encode(portrait.mat(), format, QUALITY));
    }
  }

  @Test
  void write_overAFile_replacesIt() throws IOException {
    Path file = Files.writeString(folder.resolve("x.png"), "old");
    try (Photo portrait = Photo.of(DrawnPortrait.draw(20, 20))) {
      PictureEncoder.write(portrait.mat(), file, PictureFormat.PNG, QUALITY);
      try (Photo written = Photo.decode(file)) {
        assertThat(written.width()).isEqualTo(20);
      }
    }
  }

  @Test
  void write_ofTooLongSide_leavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("x.webp"), "old");
    try (Photo wide = Photo.of(new BufferedImage(20_000, 2, BufferedImage.TYPE_3BYTE_BGR))) {
      assertThatThrownBy(() -> PictureEncoder.write(wide.mat(), file, PictureFormat.WEBP, QUALITY))
          .isInstanceOf(BadOutput.class)
          .hasMessageContaining("at most 16383 pixels a side, the result is 20000×2");
    }
    assertThat(file).hasContent("old");
  }

  @Test
  void write_intoAFileAsFolder_saysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "taken").resolve("x.png");
    try (Photo portrait = Photo.of(DrawnPortrait.draw(20, 20))) {
      assertThatThrownBy(
              () -> PictureEncoder.write(portrait.mat(), file, PictureFormat.PNG, QUALITY))
          .isInstanceOf(BadOutput.class)
          .hasMessage(file + " cannot be written: a file is in the place of its folder");
    }
  }

  @Test
  void write_intoAnUnwritableFolder_saysSo() {
    assertThat(folder.toFile().setWritable(false)).isTrue();
    assumeFalse(Files.isWritable(folder), "the superuser may write everywhere");
    Path file = folder.resolve("x.png");
    try (Photo portrait = Photo.of(DrawnPortrait.draw(20, 20))) {
      assertThatThrownBy(
              () -> PictureEncoder.write(portrait.mat(), file, PictureFormat.PNG, QUALITY))
          .isInstanceOf(BadOutput.class)
          .hasMessage(file + " cannot be written: permission denied");
    }
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void isWhole_ofACutOffFile_isFalse(PictureFormat format) throws IOException {
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131))) {
      byte[] whole = PictureEncoder.encode(portrait.mat(), format, QUALITY);
      Path file = Files.write(folder.resolve("whole"), whole);
      assertThat(PictureStream.isWhole(file, format)).isTrue();
      for (int missing : new int[] {1, 2, 100, whole.length - 5, whole.length}) {
        Files.write(file, Arrays.copyOf(whole, whole.length - missing));
        assertThat(PictureStream.isWhole(file, format)).as("%d missing", missing).isFalse();
      }
    }
  }

  @Test
  void encodePeakBytes_ofStreamedFormats_growsWithTheSidesOnly() {
    assertThat(PictureEncoder.encodePeakBytes(8000, 6000, PictureFormat.PNG)).isLessThan(2_000_000);
    assertThat(PictureEncoder.encodePeakBytes(8000, 6000, PictureFormat.JPEG))
        .isLessThan(2_000_000);
    assertThat(PictureEncoder.encodePeakBytes(8000, 6000, PictureFormat.WEBP))
        .isGreaterThan(11L * 8000 * 6000);
  }
}
