package dev.katong.image.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;

  @Test
  void write_intoAFileAsFolder_leavesNothingBehind() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "taken");
    assertThatThrownBy(() -> AtomicFile.write(file.resolve("x.png"), new byte[] {1}))
        .isInstanceOf(BadOutput.class);
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void write_overAFile_replacesItWhole() throws IOException {
    Path file = folder.resolve("deep/er/x.bin");
    AtomicFile.write(file, new byte[] {1, 2, 3});
    AtomicFile.write(file, new byte[] {4});
    assertThat(file).hasBinaryContent(new byte[] {4});
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void write_ofContentThatFails_leavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("x.bin"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    ".bin",
                    temporary -> {
                      Files.writeString(temporary, "half of i");
                      throw new IOException("the disk is full");
                    }))
        .isInstanceOf(BadOutput.class)
        .hasMessage(file + " cannot be written: the disk is full");
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
    assertThat(file).hasContent("old");
  }
}
