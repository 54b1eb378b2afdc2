package dev.katong.forge.sheet;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.KatongException.BadOutput;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.image.PictureSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Photos and cartoons side by side, small, with titles, in as many files as it takes: each is
 * written when it is full. Not for use by several threads at once.
 */
public final class ContactSheet implements AutoCloseable {
  /** The side of the square that a picture lies in, in pixels. */
  public static final int CELL = 256;

  private static final int COLUMNS = 3;
  private static final int ROWS = 10;
  private static final int GAP = 16;

  /** The space between a photo and its cartoon, in pixels. */
  private static final int SEAM = 4;

  private static final int PAIR = 2 * CELL + SEAM;
  private static final int LINE = 26;

  /** The number of letters that are as wide as a pair. */
  private static final int TITLE_LETTERS = 44;

  private final Path file;
  private final PictureFormat format;
  private final List<Pair> pairs = new ArrayList<>();
  private final List<String> titles = new ArrayList<>();
  private int pages;

  /**
   * A photo and its cartoon, small.
   *
   * @param photo 8-bit BGR
   * @param cartoon 8-bit BGR
   */
  public record Pair(Mat photo, Mat cartoon) implements AutoCloseable {
    /** Shrinks both; they stay as they are. */
    public static Pair of(Mat photo, Mat cartoon) {
      Mat left = small(photo);
      try {
        return new Pair(left, small(cartoon));
      } catch (RuntimeException e) {
        left.close();
        throw e;
      }
    }

    private static Mat small(Mat picture) {
      try (Mat fitted = PictureSize.of(picture).withLongSide(CELL).fit(picture)) {
        return fitted.clone();
      }
    }

    @Override
    public void close() {
      photo.close();
      cartoon.close();
    }
  }

  /**
   * Creates a sheet.
   *
   * @param file the first one; of more, {@code sheet.png} is followed by {@code sheet-2.png}
   */
  public ContactSheet(Path file, PictureFormat format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Places a pair next.
   *
   * @param pair the pair, which the sheet closes
   * @param title characters that are not ASCII are shown as question marks
   * @throws BadOutput if a full sheet cannot be written
   */
  public void add(Pair pair, String title) {
    pairs.add(pair);
    titles.add(title);
    if (pairs.size() == COLUMNS * ROWS) {
      finish();
    }
  }

  /**
   * Writes what is not written yet.
   *
   * @throws BadOutput if it cannot be written
   */
  public void finish() {
    if (pairs.isEmpty()) {
      return;
    }
    pages++;
    try (Mat page = page()) {
      PictureEncoder.write(page, pageFile(), format, PictureEncoder.DEFAULT_QUALITY);
    } finally {
      close();
    }
  }

  private Path pageFile() {
    if (pages == 1) {
      return file;
    }
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return file.resolveSibling(stem + "-" + pages + name.substring(stem.length()));
  }

  private Mat page() {
    int columns = Math.min(COLUMNS, pairs.size());
    int rows = (pairs.size() + columns - 1) / columns;
    try (Scalar paper = Scalar.all(255)) {
      Mat page =
          new Mat(GAP + rows * (CELL + LINE + GAP), GAP + columns * (PAIR + GAP), CV_8UC3, paper);
      try {
        for (int i = 0; i < pairs.size(); i++) {
          int left = GAP + i % columns * (PAIR + GAP);
          int top = GAP + i / columns * (CELL + LINE + GAP);
          place(page, pairs.get(i).photo(), left, top);
          place(page, pairs.get(i).cartoon(), left + CELL + SEAM, top);
          Lettering.line(
              page,
              shortened(titles.get(i)),
              left,
              top + CELL + LINE * 2 / 3,
              Lettering.Weight.PLAIN);
        }
        return page;
      } catch (RuntimeException e) {
        page.close();
        throw e;
      }
    }
  }

  /** Places a picture in the middle of its cell. */
  private static void place(Mat page, Mat picture, int left, int top) {
    try (Rect where =
            new Rect(
                left + (CELL - picture.cols()) / 2,
                top + (CELL - picture.rows()) / 2,
                picture.cols(),
                picture.rows());
        Mat place = new Mat(page, where)) {
      picture.copyTo(place);
    }
  }

  private static String shortened(String title) {
    String plain = title.replaceAll("[^ -~]", "?");
    if (plain.length() <= TITLE_LETTERS) {
      return plain;
    }
    int half = TITLE_LETTERS / 2 - 2;
    return plain.substring(0, half) + "..." + plain.substring(plain.length() - half);
  }

  @Override
  public void close() {
    pairs.forEach(Pair::close);
    pairs.clear();
    titles.clear();
  }
}
