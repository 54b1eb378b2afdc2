package dev.katong.forge.optimize;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.BORDER_ISOLATED;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;

import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.face.FaceDetector;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.HeadNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * The pictures that a style's networks get of some photos: frames at working size, padded as they
 * are when a cartoon is made, and aligned faces. It owns the pictures until it is closed.
 */
final class Samples implements AutoCloseable {
  /**
   * The greatest ratio of a frame's long side to its short side; of longer photos, the middle is
   * taken.
   */
  private static final int MOST_LONG = 2;

  /** The most faces of one photo, so that a crowd does not outweigh the others. */
  private static final int MOST_FACES = 3;

  private final StyleManifest style;
  private final Optional<FaceDetector> detector;
  private final List<Mat> frames = new ArrayList<>();
  private final List<Mat> faces = new ArrayList<>();

  /**
   * Creates an empty collection of samples.
   *
   * @param detector finds the faces for the style's head network; empty where it has none
   */
  Samples(StyleManifest style, Optional<FaceDetector> detector) {
    this.style = style;
    this.detector = detector;
  }

  /** Adds what the networks see of a photo. */
  void add(PhotoSource source) {
    try (Photo photo = source.decodeAtLeast(style.workingSize());
        Mat middle = middle(photo.mat());
        Mat view = PictureSize.of(middle).withShortSideAtMost(style.workingSize()).fit(middle)) {
      frames.add(padded(view));
      HeadNetwork head = style.head();
      if (head != null) {
        List<Face> found = detector.map(d -> d.detect(view)).orElse(List.of());
        found.stream()
            .limit(MOST_FACES)
            .forEach(face -> faces.add(FaceAlignment.of(face, head.size()).crop(view)));
      }
    }
  }

  /** 8-bit BGR; owned by the samples. */
  List<Mat> frames() {
    return List.copyOf(frames);
  }

  /** 8-bit BGR, of the head network's size; owned by the samples. */
  List<Mat> faces() {
    return List.copyOf(faces);
  }

  private static Mat middle(Mat picture) {
    int most = MOST_LONG * PictureSize.of(picture).shortSide();
    int width = Math.min(picture.cols(), most);
    int height = Math.min(picture.rows(), most);
    try (Rect part =
        new Rect((picture.cols() - width) / 2, (picture.rows() - height) / 2, width, height)) {
      return new Mat(picture, part);
    }
  }

  /** The frame as the network gets it; of one that takes one size only, the middle. */
  private Mat padded(Mat whole) {
    NetworkFacts facts = style.background().facts();
    PictureSize window = facts == null ? null : facts.window();
    if (window == null) {
      return padded(whole, PictureSize.of(whole).roundedUpTo(style.background().multipleOf()));
    }
    int width = Math.min(whole.cols(), window.width());
    int height = Math.min(whole.rows(), window.height());
    try (Rect place =
            new Rect((whole.cols() - width) / 2, (whole.rows() - height) / 2, width, height);
        Mat middle = new Mat(whole, place)) {
      return padded(middle, window);
    }
  }

  private static Mat padded(Mat view, PictureSize size) {
    Mat frame = new Mat();
    try (Scalar white = Scalar.all(255)) {
      copyMakeBorder(
          view,
          frame,
          0,
          size.height() - view.rows(),
          0,
          size.width() - view.cols(),
          // Without it the border would be taken from outside of a part.
          BORDER_CONSTANT | BORDER_ISOLATED,
          white);
      return frame;
    } catch (RuntimeException e) {
      frame.close();
      throw e;
    }
  }

  @Override
  public void close() {
    NativeMemory.release(frames);
    NativeMemory.release(faces);
  }
}
