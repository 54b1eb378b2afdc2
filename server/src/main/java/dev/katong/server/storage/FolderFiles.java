package dev.katong.server.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of jobs in a folder of this machine, or one that several services share: {@code
 * ID/00001.photo} and {@code ID/00001.cartoon}.
 */
public final class FolderFiles implements JobFiles {
  private static final Logger LOG = LoggerFactory.getLogger(FolderFiles.class);
  private static final int REMOVE_TRIES = 5;

  private final Path folder;
  private final boolean shared;
  private final JobReaders readers = new JobReaders(this::removeFiles);

  /**
   * Creates the folder.
   *
   * @param shared true if other services may use the folder at the same time
   * @throws IllegalArgumentException if it cannot be made
   */
  public FolderFiles(Path folder, boolean shared) {
    this.folder = folder;
    this.shared = shared;
    try {
      Files.createDirectories(folder);
      // Of versions before, whose uploads lay there.
      remove(folder.resolve("incoming"));
    } catch (IOException e) {
      throw new IllegalArgumentException("the folder " + folder + " cannot be made: " + e, e);
    }
  }

  private Path folder(UUID job) {
    return folder.resolve(job.toString());
  }

  private Path path(StoredFile file) {
    return folder(file.job()).resolve(file.name());
  }

  @Override
  public void begin(UUID job) throws IOException {
    readers.begin(job);
    Files.createDirectory(folder(job));
  }

  @Override
  public void commit(UUID job) {
    readers.commit(job);
  }

  @Override
  public void force(UUID job) throws IOException {
    forceFolder(folder(job));
    forceFolder(folder);
  }

  private static void forceFolder(Path folder) throws IOException {
    // Windows cannot open folders; its file system keeps their order by itself.
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder)) {
        channel.force(true);
      }
    }
  }

  @Override
  public Path draft(StoredFile photo) {
    return path(photo);
  }

  @Override
  public void keep(StoredFile photo) throws IOException {
    try (FileChannel channel = FileChannel.open(path(photo), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void write(StoredFile cartoon, byte[] file) throws IOException {
    Path part = folder(cartoon.job()).resolve(cartoon.name() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(file);
      while (bytes.hasRemaining()) {
        int unused = channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, path(cartoon), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(StoredFile file) {
    try {
      Files.deleteIfExists(path(file));
    } catch (IOException e) {
      LOG.debug("{} cannot be deleted now", file, e);
    }
  }

  @Override
  public long size(StoredFile file, @Nullable Long known) throws IOException {
    return Files.size(path(file));
  }

  @Override
  public ByteBuffer read(StoredFile file, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(path(file))) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new FileNotFoundException("a file of a job has become shorter");
        }
      }
    }
    return bytes.flip();
  }

  private final class FolderLease implements Lease {
    private final UUID job;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FolderLease(UUID job) {
      this.job = job;
    }

    @Override
    public Path local(StoredFile file) throws IOException {
      Path path = path(file);
      if (!Files.isRegularFile(path)) {
        throw new NoSuchFileException(path.toString());
      }
      return path;
    }

    @Override
    public void close() {
      if (!closed.getAndSet(true)) {
        readers.leave(job);
      }
    }
  }

  @Override
  public Lease lease(UUID job) {
    readers.enter(job);
    return new FolderLease(job);
  }

  @Override
  public void remove(UUID job) {
    readers.remove(job);
  }

  /** Removes a job's files; files that cannot be removed now are orphans and removed later. */
  private void removeFiles(UUID job) {
    try {
      remove(folder(job));
    } catch (IOException e) {
      LOG.warn("the files of the job {} cannot be removed now: {}", job, e.toString());
    }
  }

  @Override
  public void removeOrphans(Function<Collection<UUID>, Set<UUID>> existing) {
    List<UUID> jobs =
        list(folder).stream()
            .flatMap(path -> JobReaders.job(String.valueOf(path.getFileName())).stream())
            .toList();
    readers.removeOrphans(jobs, existing, this::mayBeOrphan);
  }

  private boolean mayBeOrphan(UUID job) {
    try {
      return !shared || JobReaders.isOld(Files.getLastModifiedTime(folder(job)).toInstant());
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long capacity() throws IOException {
    return Files.getFileStore(folder).getTotalSpace();
  }

  @Override
  public long free() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  @Override
  public void check() throws IOException {
    if (!Files.isWritable(folder)) {
      throw new IOException("the folder " + folder + " cannot be written");
    }
  }

  @Override
  public void close() {
    // Holds nothing open.
  }

  /** Removes a file or folder that others may be writing to or removing. */
  private static void remove(Path root) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.walkFileTree(root, new Remover());
        return;
      } catch (NoSuchFileException e) {
        return;
      } catch (DirectoryNotEmptyException e) {
        if (attempt == REMOVE_TRIES) {
          throw e;
        }
      }
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
