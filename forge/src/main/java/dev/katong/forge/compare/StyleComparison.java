package dev.katong.forge.compare;

import dev.katong.KatongHome;
import dev.katong.forge.quality.Fidelity;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One photo drawn with each variant of a style, the style's own networks first. It owns the
 * pictures until it is closed.
 */
public final class StyleComparison implements AutoCloseable {
  /** Larger photos are shrunk to this long side: what matters shows at working size. */
  private static final int MOST_LONG_SIDE = 1440;

  /** The number of drawings of each variant that are timed, in turn with the others. */
  private static final int ROUNDS = 3;

  private final StylePack style;
  private final Mat photo;
  private final List<ComparisonColumn> panels = new ArrayList<>();

  private StyleComparison(StylePack style, Mat photo) {
    this.style = style;
    this.photo = photo;
  }

  /**
   * Draws the photo with all variants: each alone, to see what it takes, then in turn with the
   * others, to see how fast it is.
   *
   * @param style as {@link StyleStore#find} takes it
   * @param listener receives the step that begins
   * @return the caller closes it
   * @throws dev.katong.KatongException if the photo or the style cannot be used
   */
  public static StyleComparison draw(
      KatongHome home, String style, Path photo, Consumer<String> listener) {
    StylePack pack = new StyleStore(home.styles()).find(style);
    StyleComparison comparison = new StyleComparison(pack, shrunk(photo));
    List<VariantRunner> easels = new ArrayList<>();
    try (Photo copy = Photo.owning(comparison.photo.clone())) {
      for (String variant : pack.manifest().variantNames()) {
        listener.accept("draw with " + variant);
        VariantRunner easel = new VariantRunner(home, style, variant);
        easels.add(easel);
        easel.draw(copy);
      }
      listener.accept("take the times");
      for (int round = 0; round < ROUNDS; round++) {
        easels.forEach(easel -> easel.time(copy));
      }
      easels.forEach(easel -> comparison.panels.add(comparison.panel(easel)));
      return comparison;
    } catch (RuntimeException e) {
      comparison.close();
      throw e;
    } finally {
      NativeMemory.release(easels);
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

  private ComparisonColumn panel(VariantRunner easel) {
    Mat cartoon = easel.cartoon();
    Fidelity fidelity =
        panels.isEmpty() ? Fidelity.EQUAL : Fidelity.of(cartoon, panels.get(0).cartoon());
    return new ComparisonColumn(
        easel.variant(),
        easel.precision(),
        cartoon.clone(),
        fidelity,
        easel.millis(),
        easel.memory(),
        style.bytes(easel.variant()));
  }

  /** The style's name. */
  public String style() {
    return style.manifest().name();
  }

  /** The photo, 8-bit BGR; owned by this comparison. */
  public Mat photo() {
    return photo;
  }

  /** The variants' pictures, those of the style's own networks first; owned by this comparison. */
  public List<ComparisonColumn> panels() {
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
