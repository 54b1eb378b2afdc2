package dev.katong.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.equalizeHist;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Finds frontal faces with the cascades inside OpenCV (see {@link Cascade}), and so needs no file.
 * Use it where no YuNet network has been imported; its points are coarser.
 *
 * <p>Of 230 faces of at least 64 pixels that YuNet finds in 183 photos it finds 210, and nothing
 * else there nor in 232 scenes; its limits were chosen on the same pictures. Points are off by 9 %
 * of the eyes' distance in the mean. Profiles and masked faces are missed. A score is {@code 1 −
 * exp(threshold − weight)}, where weight is what the last stage of the cascade adds up and
 * threshold is what that stage asks for. One picture is searched at a time.
 */
public final class HaarDetector implements FaceDetector {
  private static final String FRONTAL_FACE = "frontalface_alt";

  /** The threshold of the last stage of {@code haarcascade_frontalface_alt}. */
  private static final double STAGE_THRESHOLD = 105.761;

  /** The least scores of a face in which two eyes are seen and of one without. */
  private record Bar(double withEyes, double withoutEyes) {}

  /** A weight under 107 is as often wrong as right; without eyes, one under 108. */
  private static final Bar UPRIGHT = new Bar(0.71, 0.9);

  /** Turned pictures offer more chances of an error, so more is asked. */
  private static final Bar TURNED = new Bar(0.9, 1);

  private static final double MAX_OVERLAP = 0.3;

  /** The long side at which faces are sought, in pixels. */
  private static final int COARSE_SIDE = 640;

  /** The long side at which eyes are sought, in pixels. */
  private static final int FINE_SIDE = 1280;

  /** The smallest face as a fraction of the picture's long side. */
  private static final double SMALLEST = 0.06;

  /** Heads so tilted are sought when none is upright. */
  private static final List<Double> TURNS = List.of(-25.0, 25.0);

  private final ReentrantLock lock = new ReentrantLock();
  private final Cascade faces;
  private final EyeFinder eyes;
  private boolean closed;

  private HaarDetector(Cascade faces, EyeFinder eyes) {
    this.faces = faces;
    this.eyes = eyes;
  }

  /**
   * True if OpenCV's library for this platform comes with cascades; the one for Windows does not.
   */
  static boolean available() {
    return Cascade.exists(FRONTAL_FACE);
  }

  /**
   * Opens the built-in detector; its cascades are unpacked to JavaCPP's cache folder once.
   *
   * @throws dev.katong.KatongException.BadModel if OpenCV's library for this platform comes without
   *     cascades, as the one for Windows does
   */
  public static HaarDetector open() {
    Cascade faces = Cascade.open(FRONTAL_FACE, 1.1, 3);
    try {
      return new HaarDetector(faces, new EyeFinder());
    } catch (RuntimeException e) {
      faces.close();
      throw e;
    }
  }

  @Override
  public List<Face> detect(Mat picture) {
    if (picture.empty() || picture.type() != CV_8UC3) {
      throw new IllegalArgumentException(
          "faces are sought in an 8-bit BGR picture, not " + picture);
    }
    try (Mat shrunk = Resized.shrunk(picture, FINE_SIDE);
        Mat grey = new Mat()) {
      cvtColor(shrunk, grey, COLOR_BGR2GRAY);
      PictureSize from = PictureSize.of(grey);
      PictureSize to = PictureSize.of(picture);
      return find(grey).stream().map(face -> face.scaled(from, to)).toList();
    }
  }

  private List<Face> find(Mat grey) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this face detector is closed");
      }
      List<Face> found = find(grey, UPRIGHT);
      if (found.isEmpty()) {
        found = new ArrayList<>();
        for (double degrees : TURNS) {
          found.addAll(findTurned(grey, degrees));
        }
      }
      return Suppression.largest(Suppression.surest(found, MAX_OVERLAP));
    } finally {
      lock.unlock();
    }
  }

  private List<Face> find(Mat grey, Bar bar) {
    List<Face> found = new ArrayList<>();
    try (Mat coarse = Resized.shrunk(grey, COARSE_SIDE)) {
      equalizeHist(coarse, coarse);
      double factor = (double) grey.cols() / coarse.cols();
      int longSide = Math.max(coarse.cols(), coarse.rows());
      for (Cascade.Hit hit : faces.find(coarse, (int) (SMALLEST * longSide), longSide)) {
        double score = 1 - Math.exp(STAGE_THRESHOLD - hit.weight());
        Box box = scaled(hit.box(), factor);
        if (score >= bar.withEyes()) {
          Optional<EyeFinder.Eyes> seen = eyes.find(grey, box);
          if (seen.isPresent() || score >= bar.withoutEyes()) {
            found.add(face(box, score, seen.orElseGet(() -> EyeFinder.mean(box))));
          }
        }
      }
    }
    return found;
  }

  private static Face face(Box box, double score, EyeFinder.Eyes eyes) {
    List<Point> points = MeanFace.points(eyes.left(), eyes.right());
    return new Face(MeanFace.chinToForehead(box), score, points);
  }

  private List<Face> findTurned(Mat grey, double degrees) {
    Similarity turn = Similarity.turn(degrees, grey.cols() / 2.0, grey.rows() / 2.0);
    try (Mat turned = new Mat();
        Mat matrix = turn.matrix();
        Size size = grey.size();
        Scalar black = Scalar.all(0)) {
      warpAffine(grey, turned, matrix, size, INTER_LINEAR, BORDER_REPLICATE, black);
      Similarity back = turn.inverse();
      return find(turned, TURNED).stream().map(face -> face.moved(back)).toList();
    }
  }

  private static Box scaled(Box box, double factor) {
    return new Box(box.x() * factor, box.y() * factor, box.width() * factor, box.height() * factor);
  }

  @Override
  public String name() {
    return "haar";
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        NativeMemory.release(faces, eyes);
      }
    } finally {
      lock.unlock();
    }
  }
}
