package dev.katong.forge.compare;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.NativeMemory;
import dev.katong.Options;
import dev.katong.Progress;
import dev.katong.Report;
import dev.katong.Stage;
import dev.katong.forge.quality.Fidelity;
import dev.katong.photo.Photo;
import dev.katong.photo.PhotoSource;
import dev.katong.photo.PictureSize;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import dev.katong.style.StyleVariant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Draws one photo with each variant of a style, the style's own networks first. It owns the
 * pictures until it is closed.
 */
public final class StyleComparison implements AutoCloseable {
  /** Larger photos are shrunk to this long side: what matters shows at working size. */
  private static final int MOST_LONG_SIDE = 1440;

  /** Timed after one that is not. */
  private static final int DRAWINGS = 3;

  private final StylePack style;
  private final Mat photo;
  private final List<Panel> panels = new ArrayList<>();

  private StyleComparison(StylePack style, Mat photo) {
    this.style = style;
    this.photo = photo;
  }

  /**
   * Draws the photo with all variants, one after the other, each in a Katong of its own.
   *
   * @param style as {@link StyleStore#find} takes it
   * @param listener told of each variant's name before it draws
   * @return the caller closes it
   * @throws dev.katong.KatongException if the photo or the style cannot be used
   */
  public static StyleComparison draw(
      KatongHome home, String style, Path photo, Consumer<String> listener) {
    StylePack pack = new StyleStore(home.styles()).find(style);
    StyleComparison comparison = new StyleComparison(pack, shrunk(photo));
    try {
      for (String variant : pack.manifest().variantNames()) {
        listener.accept(variant);
        comparison.add(home, style, variant);
      }
      return comparison;
    } catch (RuntimeException e) {
      comparison.close();
      throw e;
    }
  }

  private static Mat shrunk(Path file) {
    try (PhotoSource source = PhotoSource.read(file);
        Photo photo = source.decodeAtLeast(MOST_LONG_SIDE)) {
      PictureSize size = PictureSize.of(photo.mat());
      boolean fits = Math.max(size.width(), size.height()) <= MOST_LONG_SIDE;
      return fits ? photo.mat().clone() : size.withLongSide(MOST_LONG_SIDE).fit(photo.mat());
    }
  }

  private void add(KatongHome home, String nameOrPath, String variant) {
    Options options = Options.builder().style(nameOrPath).variant(variant).build();
    try (Katong katong = Katong.open(home);
        Photo copy = Photo.owning(photo.clone())) {
      katong.cartoonize(copy, options, Progress.NONE).close();
      double[] millis = new double[DRAWINGS];
      for (int i = 0; i < DRAWINGS; i++) {
        try (Cartoon cartoon = katong.cartoonize(copy, options, Progress.NONE)) {
          Report report = cartoon.report();
          millis[i] = millis(report, Stage.BACKGROUND) + millis(report, Stage.HEADS);
          if (i == DRAWINGS - 1) {
            Arrays.sort(millis);
            panels.add(panel(variant, cartoon, millis[DRAWINGS / 2]));
          }
        }
      }
    }
  }

  private Panel panel(String variant, Cartoon cartoon, double millis) {
    Report report = cartoon.report();
    Fidelity fidelity =
        variant.equals(StyleVariant.FULL)
            ? Fidelity.EQUAL
            : Fidelity.of(cartoon.mat(), panels.get(0).cartoon());
    return new Panel(
        variant,
        report.plan().precision(),
        cartoon.mat().clone(),
        fidelity,
        millis,
        report.memory().measured().orElse(report.memory().predicted()),
        style.bytes(variant));
  }

  private static double millis(Report report, Stage stage) {
    return report.millis().getOrDefault(stage, 0.0);
  }

  /** The style's name. */
  public String style() {
    return style.manifest().name();
  }

  /** The photo, 8-bit BGR; owned by this comparison. */
  public Mat photo() {
    return photo;
  }

  /** What the variants drew, the style's own networks first; owned by this comparison. */
  public List<Panel> panels() {
    return List.copyOf(panels);
  }

  /**
   * All of it as one picture, see {@link ComparisonSheet}.
   *
   * @return 8-bit BGR; the caller closes it
   */
  public Mat sheet() {
    return ComparisonSheet.draw(this);
  }

  @Override
  public void close() {
    NativeMemory.release(panels);
    photo.close();
  }
}
