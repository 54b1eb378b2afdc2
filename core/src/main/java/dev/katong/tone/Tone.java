package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;

import dev.katong.face.Face;
import dev.katong.image.Bands;
import dev.katong.image.Enlargement;
import dev.katong.image.Lab;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Keeps a photo's colours in its cartoon: each person's own skin tone, and the photo's palette at a
 * lower weight.
 */
public final class Tone implements AutoCloseable {
  /** Two pictures in L*a*b*, the people's maps, and what the palette and its filter hold. */
  private static final long BYTES_OF_PIXEL = 24 + 106;

  /** Networks leave noise of colours from pixel to pixel. */
  private static final double SMOOTHING = 1;

  private final PictureSize view;
  private final List<Person> people;
  private final Palette palette;

  private Tone(PictureSize view, List<Person> people, Palette palette) {
    this.view = view;
    this.people = people;
    this.palette = palette;
  }

  /**
   * Gives a cartoon the photo's colours.
   *
   * @param cartoon 8-bit BGR, of the view's size or larger; changed
   * @param view the photo, 8-bit BGR
   * @param faces in pixels of the view
   * @param tone 0 (nothing changes) to 1
   */
  public static void keep(Mat cartoon, Mat view, List<Face> faces, double tone) {
    PictureSize size = PictureSize.of(view);
    try (Mat small = size.fit(cartoon);
        Tone colours = Tone.of(view, small, faces)) {
      colours.apply(cartoon, tone, Bands.PIXELS);
    }
  }

  /**
   * Finds out how a cartoon's colours become those of the photo.
   *
   * @param view the photo, 8-bit BGR
   * @param cartoon 8-bit BGR, of the view's size
   * @param faces in pixels of the view
   */
  static Tone of(Mat view, Mat cartoon, List<Face> faces) {
    List<Person> people = new ArrayList<>();
    try (Mat photoColours = Lab.of(view);
        Mat cartoonColours = Lab.of(cartoon);
        Size anySize = new Size()) {
      GaussianBlur(photoColours, photoColours, anySize, SMOOTHING);
      GaussianBlur(cartoonColours, cartoonColours, anySize, SMOOTHING);
      for (Face face : faces) {
        Person.of(face, photoColours, cartoonColours).ifPresent(people::add);
      }
      SharedSkin.divide(people, cartoon);
      Palette palette = Palette.of(photoColours, cartoonColours, cartoon, people);
      return new Tone(PictureSize.of(view), people, palette);
    } catch (RuntimeException e) {
      NativeMemory.release(people);
      throw e;
    }
  }

  /**
   * Changes a cartoon's colours, piece by piece.
   *
   * @param cartoon 8-bit BGR, of the view's proportions; changed
   * @param amount 0 to 1
   * @param pixels of a piece, at most
   */
  void apply(Mat cartoon, double amount, int pixels) {
    PictureSize size = PictureSize.of(cartoon);
    Enlargement enlargement = new Enlargement(view, size);
    Bands.each(
        size,
        pixels,
        piece -> {
          try (Mat target = new Mat(cartoon, piece);
              Mat before = Lab.of(target);
              Mat after = before.clone()) {
            try (Mat field = enlargement.piece(palette.field(), piece, INTER_LINEAR)) {
              palette.apply(after, field, (float) amount);
            }
            for (Person person : people) {
              person.apply(before, after, piece, enlargement, (float) amount);
            }
            Lab.write(after, target);
          }
        });
  }

  /** The bytes that {@link #keep} takes in addition to the pictures. */
  public static long bytes(PictureSize view) {
    return BYTES_OF_PIXEL * view.pixels();
  }

  @Override
  public void close() {
    NativeMemory.release(palette);
    NativeMemory.release(people);
  }
}
