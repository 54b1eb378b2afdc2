package dev.katong.face;

import dev.katong.KatongException;
import dev.katong.memory.NativeMemory;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_objdetect;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.jspecify.annotations.Nullable;

/**
 * One of the boosted cascades that come inside OpenCV: P. Viola, M. Jones, "Rapid Object Detection
 * using a Boosted Cascade of Simple Features", CVPR 2001. Not safe for several threads.
 */
final class Cascade implements AutoCloseable {
  /** The folders of cascades in OpenCV's installation: on Unix, on Windows. */
  private static final List<String> FOLDERS =
      List.of("share/opencv4/haarcascades", "etc/haarcascades");

  /** The ratio of each search size to the one before. */
  private final double step;

  /** The number of neighbouring windows that must agree. */
  private final int neighbours;

  /** The longer side of the smallest box that the cascade can see, in pixels. */
  private final int window;

  private final CascadeClassifier classifier;

  private Cascade(CascadeClassifier classifier, double step, int neighbours) {
    this.classifier = classifier;
    this.step = step;
    this.neighbours = neighbours;
    try (Size size = classifier.getOriginalWindowSize()) {
      this.window = Math.max(size.width(), size.height());
    }
  }

  /**
   * A place where the cascade found what it seeks.
   *
   * @param box in pixels of the picture searched
   * @param weight the sum of the last stage's votes, at least that stage's threshold
   */
  record Hit(Box box, double weight) {}

  /**
   * Loads a cascade from OpenCV's jar.
   *
   * @param name such as {@code frontalface_alt}
   * @param step the ratio of each search size to the one before, above 1
   * @param neighbours the number of neighbouring windows that must agree, 0 or more
   */
  static Cascade open(String name, double step, int neighbours) {
    NativeMemory.leaveOutWindows();
    Loader.load(opencv_objdetect.class);
    CascadeClassifier classifier = new CascadeClassifier(file(name).getPath());
    if (classifier.empty()) {
      classifier.close();
      throw new KatongException.BadModel("OpenCV cannot read its own cascade " + name);
    }
    return new Cascade(classifier, step, neighbours);
  }

  /** True if OpenCV's jar for this platform holds the cascade. */
  static boolean exists(String name) {
    return FOLDERS.stream()
        .anyMatch(folder -> Cascade.class.getResource(resource(folder, name)) != null);
  }

  private static String resource(String folder, String name) {
    return "/org/bytedeco/opencv/%s/%s/haarcascade_%s.xml"
        .formatted(Loader.getPlatform(), folder, name);
  }

  private static File file(String name) {
    for (String folder : FOLDERS) {
      File file = cached(resource(folder, name));
      if (file != null) {
        return file;
      }
    }
    throw new KatongException.BadModel(
        "OpenCV's library for %s holds no cascade %s".formatted(Loader.getPlatform(), name),
        KatongException.Remedy.FETCH_FACE_DETECTOR);
  }

  private static @Nullable File cached(String resource) {
    try {
      return Cascade.class.getResource(resource) == null
          ? null
          : Loader.cacheResource(Cascade.class, resource);
    } catch (IOException e) {
      throw new KatongException.BadModel(
          "OpenCV's face cascade cannot be unpacked to " + cacheFolder(), e);
    }
  }

  private static String cacheFolder() {
    return System.getProperty("org.bytedeco.javacpp.cachedir", "~/.javacpp/cache");
  }

  /**
   * The places found in a grey picture.
   *
   * @param grey 8-bit, one channel
   * @param smallest side of the smallest box sought, in pixels
   * @param largest side of the largest box sought, in pixels
   */
  List<Hit> find(Mat grey, int smallest, int largest) {
    // OpenCV fails where there is no size to search at.
    if (Math.min(grey.cols(), grey.rows()) < Math.max(window, smallest)) {
      return List.of();
    }
    try (RectVector boxes = new RectVector();
        IntPointer levels = new IntPointer(1);
        DoublePointer weights = new DoublePointer(1);
        Size least = new Size(smallest, smallest);
        Size most = new Size(largest, largest)) {
      classifier.detectMultiScale3(
          grey, boxes, levels, weights, step, neighbours, 0, least, most, true);
      List<Hit> hits = new ArrayList<>();
      for (long i = 0; i < boxes.size(); i++) {
        try (Rect box = boxes.get(i)) {
          hits.add(new Hit(new Box(box.x(), box.y(), box.width(), box.height()), weights.get(i)));
        }
      }
      return hits;
    }
  }

  @Override
  public void close() {
    classifier.close();
  }
}
