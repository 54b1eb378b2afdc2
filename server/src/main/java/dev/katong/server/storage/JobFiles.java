package dev.katong.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The photos and cartoons of jobs. A job's files exist before its row and are removed after it:
 * what a killed service leaves is files without rows, which {@link #removeOrphans} removes.
 */
public interface JobFiles extends AutoCloseable {
  /** The capacity of a store that has no limit. */
  long UNLIMITED = Long.MAX_VALUE;

  /** Begins a job that has no row yet; end with {@link #commit}. */
  void begin(UUID job) throws IOException;

  /** A job has its row, or its files have been removed. */
  void commit(UUID job);

  /** Makes all that was kept of a job survive a loss of power. */
  void force(UUID job) throws IOException;

  /** A path of this machine where nothing is yet, for a photo to be written to. */
  Path draft(StoredFile photo);

  /** Stores a photo that has been written to its {@link #draft}. */
  void keep(StoredFile photo) throws IOException;

  /** Writes a cartoon whole or not at all. */
  void write(StoredFile cartoon, byte[] bytes) throws IOException;

  /** Deletes a file if it is there; one that cannot be deleted goes with its job. */
  void delete(StoredFile file);

  /**
   * The length of a file in bytes.
   *
   * @param known the length by the database, which a store that is far away need not look up; null
   *     if it has none
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  long size(StoredFile file, @Nullable Long known) throws IOException;

  /**
   * Reads a part of a file.
   *
   * @throws java.io.FileNotFoundException if the file is shorter
   */
  ByteBuffer read(StoredFile file, long offset, int length) throws IOException;

  /** A claim to a job's files: this service does not remove them until it is closed. */
  interface Lease extends AutoCloseable {
    /**
     * A path of this machine where a file can be read until the lease is closed.
     *
     * @throws java.nio.file.NoSuchFileException if the file is not there
     */
    Path local(StoredFile file) throws IOException;

    @Override
    void close();
  }

  /** Reads a job's files until the lease is closed. */
  Lease lease(UUID job);

  /** Removes all files of a job, whose row is gone, once this service reads them no more. */
  void remove(UUID job);

  /**
   * Removes files of no job.
   *
   * @param existing gives those of some jobs that have rows
   */
  void removeOrphans(Function<Collection<UUID>, Set<UUID>> existing);

  /** The bytes that fit in all, or {@link #UNLIMITED}. */
  long capacity() throws IOException;

  /** The bytes that are free, or {@link #UNLIMITED}. */
  long free() throws IOException;

  /**
   * Checks that the store can be reached.
   *
   * @throws IOException if it cannot
   */
  void check() throws IOException;

  @Override
  void close();
}
