package dev.katong.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir private Path folder;

  @Test
  void read_afterWrite_isTheSame() {
    Path file = folder.resolve("checkpoint.bin");
    new Checkpoint(7, Map.of("a/one", new float[] {1.5f, -2}, "b", new float[0])).write(file);

    Checkpoint read = Checkpoint.read(file);

    assertThat(read.step()).isEqualTo(7);
    assertThat(read.arrays()).containsOnlyKeys("a/one", "b");
    assertThat(read.under("a/")).containsOnlyKeys("one");
    assertThat(read.under("a/").get("one")).containsExactly(1.5f, -2);
  }

  @Test
  void read_cutOffAnywhere_saysWhatToDo() throws IOException {
    Path file = folder.resolve("checkpoint.bin");
    new Checkpoint(7, Map.of("a", new float[] {1, 2, 3})).write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 4; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Checkpoint.read(file))
          .isInstanceOf(BadModel.class)
          .hasMessageContaining("damaged; delete it");
    }
  }

  @Test
  void read_ofAnotherKindOfFile_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("checkpoint.bin"), "something else");

    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("is not a checkpoint");
  }
}
