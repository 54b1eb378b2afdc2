package dev.katong.spark;

import dev.katong.KatongException.BadPhoto;
import dev.katong.image.PictureFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes cartoons as files that appear whole or not at all. Where a rename is atomic, a file is
 * written in a folder of parts and renamed; in an object store, where it would be a copy, it is put
 * there at once, as nothing is to be seen of an upload that does not end.
 */
final class CartoonFiles {
  /** The folder of parts, below the output folder. */
  static final String PARTS = "_katong-parts";

  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "cosn", "obs");

  private final Path output;
  private final FileSystem files;

  CartoonFiles(Path output, Configuration hadoop) throws IOException {
    this.output = output;
    FileSystem found = output.getFileSystem(hadoop);
    // Without the files of checksums that Hadoop leaves beside its own on a disk.
    this.files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
  }

  /**
   * The file of a photo's cartoon. The whole name of the photo is in it, so that {@code a.jpg} and
   * {@code a.png} do not meet.
   *
   * @param name of the photo below the input folder
   * @throws BadPhoto if the name leads elsewhere
   */
  Path target(String name, PictureFormat format) {
    if (name.isEmpty() || Arrays.asList(name.split("/", -1)).contains("..")) {
      throw new BadPhoto("the path '" + name + "' leads out of the output folder; name it in full");
    }
    return new Path(output, new Path(null, null, name + "." + format.extension()));
  }

  /** Writes a file, replacing one of that name. */
  void write(Path target, byte[] content) throws IOException {
    if (OBJECT_STORES.contains(output.toUri().getScheme())) {
      put(target, content);
      return;
    }
    Path part = new Path(new Path(output, PARTS), UUID.randomUUID().toString());
    try {
      put(part, content);
      Path folder = target.getParent();
      if (!files.mkdirs(folder)) {
        throw new IOException("the folder " + folder + " cannot be made");
      }
      // HDFS renames over no file.
      boolean renamed =
          files.rename(part, target) || (files.delete(target, false) && files.rename(part, target));
      if (!renamed) {
        throw new IOException(part + " cannot be renamed to " + target);
      }
    } catch (IOException e) {
      files.delete(part, false);
      throw e;
    }
  }

  private void put(Path file, byte[] content) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(file).overwrite(true).recursive();
    // No question to the store whether there is a file or a folder of that name.
    var unused = builder.opt("fs.s3a.create.performance", true);
    FSDataOutputStream out = builder.build();
    try {
      out.write(content);
    } catch (IOException e) {
      abort(out);
      throw e;
    }
    out.close();
  }

  /** Ends an upload without a file. */
  private static void abort(FSDataOutputStream out) throws IOException {
    if (out.hasCapability("fs.capability.outputstream.abortable")) {
      var unused = out.abort();
    } else {
      out.close();
    }
  }

  /** Deletes what tasks left that did not come to their end. */
  void deleteParts() throws IOException {
    boolean unused = files.delete(new Path(output, PARTS), true);
  }
}
