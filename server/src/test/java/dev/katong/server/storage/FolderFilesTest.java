package dev.katong.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFilesTest {
  private static final byte[] BYTES = "a cartoon".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void cartoon_ofEachAttempt_hasAFileOfItsOwn() throws Exception {
    UUID job = UUID.randomUUID();
    FolderFiles files = new FolderFiles(folder, true);
    files.begin(job);
    StoredFile first = StoredFile.cartoon(job, 7, 1);
    StoredFile second = StoredFile.cartoon(job, 7, 2);
    files.write(first, new byte[] {1});
    files.write(second, BYTES);
    files.delete(first);

    assertThat(files.size(second, null)).isEqualTo(BYTES.length);
    assertThat(files.read(second, 2, 7)).isEqualTo(ByteBuffer.wrap(BYTES, 2, 7));
    assertThatThrownBy(() -> files.read(second, 2, 8)).isInstanceOf(FileNotFoundException.class);
    try (JobFiles.Lease lease = files.lease(job)) {
      assertThat(lease.local(second)).hasBinaryContent(BYTES);
      assertThatThrownBy(() -> lease.local(first)).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void remove_whileAJobIsRead_waitsForItsReader() throws Exception {
    UUID job = UUID.randomUUID();
    FolderFiles files = new FolderFiles(folder, false);
    files.begin(job);
    files.write(StoredFile.cartoon(job, 1, 1), BYTES);
    try (JobFiles.Lease lease = files.lease(job)) {
      files.remove(job);
      assertThat(lease.local(StoredFile.cartoon(job, 1, 1))).exists();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void removeOrphans_inAFolderThatServicesShare_leavesYoungOnes() throws Exception {
    Path young = Files.createDirectory(folder.resolve(UUID.randomUUID().toString()));
    Path old = Files.createDirectory(folder.resolve(UUID.randomUUID().toString()));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

    new FolderFiles(folder, true).removeOrphans(ids -> Set.of());
    assertThat(old).doesNotExist();
    assertThat(young).as("another service may be making the job").exists();

    new FolderFiles(folder, false).removeOrphans(ids -> Set.of());
    assertThat(young).doesNotExist();
  }
}
