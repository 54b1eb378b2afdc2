package dev.katong.cli.cartoonize;

import dev.katong.Cartoon;
import dev.katong.cli.console.OptionType;
import dev.katong.forge.sheet.ContactSheet;
import dev.katong.image.Photo;
import dev.katong.image.PhotoLimits;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureFormat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The contact sheet of a batch: photo and cartoon side by side, in the order of the photos. Takes
 * pictures of several threads; without a file it ignores them.
 */
final class BatchSheet implements AutoCloseable {
  private final @Nullable ContactSheet sheet;
  private final Map<Integer, ContactSheet.Pair> collected = new HashMap<>();

  /** Creates a sheet, or with null one that ignores what it gets. */
  BatchSheet(@Nullable Path file) {
    this.sheet = file == null ? null : new ContactSheet(file, format(file));
  }

  private static PictureFormat format(Path file) {
    return PictureFormat.ofFile(file)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + file + "' has no ending that names a format; use .png, .jpg or .webp"));
  }

  /** Reads a file whose ending names a format. */
  static final class File extends OptionType<Path> {
    File() {
      super(
          text -> {
            Path file = OptionType.path(text);
            format(file);
            return file;
          });
    }
  }

  /** Adds a picture that was made. */
  void collect(Batch.Item item, PhotoBytes photo, Cartoon cartoon) {
    if (sheet == null) {
      return;
    }
    try (Photo small = small(photo.source())) {
      collect(item, small.mat(), cartoon.mat());
    }
  }

  /** Adds a picture that an earlier call has made, from its file. */
  void collect(Batch.Item item) {
    if (sheet == null) {
      return;
    }
    try (Photo photo = small(PhotoBytes.of(item, PhotoLimits.WIDEST).source());
        Photo cartoon = small(PhotoSource.read(item.output(), PhotoLimits.WIDEST))) {
      collect(item, photo.mat(), cartoon.mat());
    }
  }

  private static Photo small(PhotoSource source) {
    try (source) {
      return source.decodeAtLeast(ContactSheet.CELL);
    }
  }

  private void collect(Batch.Item item, Mat photo, Mat cartoon) {
    ContactSheet.Pair pair = ContactSheet.Pair.of(photo, cartoon);
    synchronized (this) {
      collected.put(item.number(), pair);
    }
  }

  /** Places what was collected of an item next; called in the items' order. */
  synchronized void place(Batch.Item item) {
    ContactSheet.Pair pair = collected.remove(item.number());
    if (sheet != null && pair != null) {
      String name =
          item.fromStandardInput() ? "standard input" : String.valueOf(item.shown().getFileName());
      sheet.add(pair, item.number() + "  " + name);
    }
  }

  /** Writes what is not written yet. */
  synchronized void finish() {
    if (sheet != null) {
      sheet.finish();
    }
  }

  @Override
  public synchronized void close() {
    collected.values().forEach(ContactSheet.Pair::close);
    if (sheet != null) {
      sheet.close();
    }
  }
}
