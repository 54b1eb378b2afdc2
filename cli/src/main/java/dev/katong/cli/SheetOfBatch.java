package dev.katong.cli;

import dev.katong.Cartoon;
import dev.katong.forge.sheet.ContactSheet;
import dev.katong.photo.Photo;
import dev.katong.photo.PhotoLimits;
import dev.katong.photo.PhotoSource;
import dev.katong.photo.PictureFormat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;

/** The contact sheet of a batch: photo and cartoon side by side, in the order of the photos. */
final class SheetOfBatch implements Sheet {
  private final ContactSheet sheet;
  private final Map<Integer, ContactSheet.Pair> collected = new HashMap<>();

  SheetOfBatch(Path file, PictureFormat format) {
    this.sheet = new ContactSheet(file, format);
  }

  /**
   * The format that a sheet's name tells.
   *
   * @throws IllegalArgumentException if it tells none
   */
  static PictureFormat format(Path file) {
    return PictureFormat.ofFile(file)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + file + "' tells no format; end it with .png, .jpg or .webp"));
  }

  @Override
  public void collect(Batch.Item item, PhotoBytes photo, Cartoon cartoon) {
    try (Photo small = small(photo.source())) {
      collect(item, small.mat(), cartoon.mat());
    }
  }

  @Override
  public void collect(Batch.Item item) {
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

  @Override
  public synchronized void place(Batch.Item item) {
    ContactSheet.Pair pair = collected.remove(item.number());
    if (pair != null) {
      String name =
          item.fromStandardInput() ? "standard input" : String.valueOf(item.shown().getFileName());
      sheet.add(pair, item.number() + "  " + name);
    }
  }

  @Override
  public synchronized void finish() {
    sheet.finish();
  }

  @Override
  public synchronized void close() {
    collected.values().forEach(ContactSheet.Pair::close);
    sheet.close();
  }
}
