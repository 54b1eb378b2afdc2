package dev.katong.forge.compare;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.absdiff;

import dev.katong.forge.sheet.Lettering;
import dev.katong.image.PictureSize;
import dev.katong.style.StyleVariant;
import java.util.List;
import java.util.Locale;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Lays a comparison out: a column for the photo and one for each variant, with its cartoon, under
 * it the numbers, and under those the difference to the style's own, made {@value #GAIN} times as
 * strong.
 */
final class ComparisonSheet {
  /** A difference of 8 of 255 is hard to see; times this, it is plain. */
  private static final int GAIN = 8;

  private static final int GAP = 16;
  private static final int LINE = 26;
  private static final int LINES = 5;

  /** A column's width in pixels; what does not fit on a screen is of little use. */
  private static final int MOST_WIDTH = 480;

  private static final int LEAST_WIDTH = 320;

  private final StyleComparison comparison;
  private final PictureSize panel;
  private final Mat sheet;

  private ComparisonSheet(StyleComparison comparison) {
    this.comparison = comparison;
    PictureSize photo = PictureSize.of(comparison.photo());
    int width = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, photo.width()));
    this.panel = new PictureSize(width, Math.max(1, width * photo.height() / photo.width()));
    int columns = 1 + comparison.panels().size();
    try (Scalar paper = Scalar.all(255)) {
      this.sheet =
          new Mat(
              GAP + 2 * (panel.height() + GAP) + LINES * LINE + GAP,
              GAP + columns * (panel.width() + GAP),
              CV_8UC3,
              paper);
    }
  }

  /** The sheet; the caller closes it. */
  static Mat draw(StyleComparison comparison) {
    ComparisonSheet layout = new ComparisonSheet(comparison);
    try {
      layout.draw();
      return layout.sheet;
    } catch (RuntimeException e) {
      layout.sheet.close();
      throw e;
    }
  }

  private void draw() {
    place(comparison.photo(), 0, 0);
    write(0, below(), List.of("photo", size(comparison.photo()), "style " + comparison.style()));
    List<ComparisonColumn> panels = comparison.panels();
    Mat own = panels.get(0).cartoon();
    for (int i = 0; i < panels.size(); i++) {
      ComparisonColumn each = panels.get(i);
      place(each.cartoon(), i + 1, 0);
      if (i > 0) {
        try (Mat difference = difference(each.cartoon(), own)) {
          place(difference, i + 1, 1);
        }
      }
      write(i + 1, below(), lines(each, panels.get(0)));
    }
    if (panels.size() > 1) {
      write(1, top(1), List.of("right: difference to full", "times " + GAIN + "; black is equal"));
    }
  }

  private static String size(Mat picture) {
    return picture.cols() + " x " + picture.rows();
  }

  private static List<String> lines(ComparisonColumn panel, ComparisonColumn own) {
    boolean full = panel.variant().equals(StyleVariant.FULL);
    String name = panel.variant();
    String precision = panel.precision().label();
    return List.of(
        name.equals(precision) ? name : name + " (" + precision + ")",
        full
            ? "the style's own networks"
            : format("%.1f dB, SSIM %.4f", panel.fidelity().psnr(), panel.fidelity().ssim()),
        format("%.0f ms", panel.millis())
            + (full ? "" : format(", %.2f of full", panel.millis() / own.millis())),
        format("%.0f MB of memory", panel.memory() / 1048576.0),
        format("%.1f MB of files", panel.bytes() / 1e6));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static Mat difference(Mat picture, Mat own) {
    Mat stronger = new Mat();
    try (Mat difference = new Mat()) {
      absdiff(picture, own, difference);
      difference.convertTo(stronger, -1, GAIN, 0);
      return stronger;
    }
  }

  private int left(int column) {
    return GAP + column * (panel.width() + GAP);
  }

  /** The top of the first row's cartoons, or of the second row's differences. */
  private int top(int row) {
    return row == 0 ? GAP : below() + LINES * LINE + GAP;
  }

  /** The top of the numbers, in pixels. */
  private int below() {
    return GAP + panel.height() + GAP / 2;
  }

  private void place(Mat picture, int column, int row) {
    try (Mat fitted = panel.fit(picture);
        Rect where = new Rect(left(column), top(row), panel.width(), panel.height());
        Mat place = new Mat(sheet, where)) {
      fitted.copyTo(place);
    }
  }

  /** Writes into a column; the first line is its title. */
  private void write(int column, int top, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      Lettering.line(
          sheet,
          lines.get(i),
          left(column),
          top + LINE * i + LINE * 2 / 3,
          i == 0 ? Lettering.Weight.BOLD : Lettering.Weight.PLAIN);
    }
  }
}
