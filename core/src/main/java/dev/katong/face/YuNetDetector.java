package dev.katong.face;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.katong.KatongException;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Engine;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.jspecify.annotations.Nullable;

/**
 * Finds faces with YuNet, a convolutional network of 76 thousand weights: W. Wu, H. Peng, S. Yu,
 * "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 20, 2023. Use it
 * whenever the user has imported the network's file; {@link HaarDetector} needs none.
 */
public final class YuNetDetector implements FaceDetector {
  private static final List<Integer> STRIDES = List.of(8, 16, 32);

  /** The network's outputs, one of each for every stride, and the numbers in them for a cell. */
  private static final Map<String, Integer> OUTPUTS =
      Map.of("cls", 1, "obj", 1, "bbox", 4, "kps", 10);

  /** The original pipeline ignores faces at or below it. */
  private static final double MIN_SCORE = 0.8;

  private static final double MAX_OVERLAP = 0.3;

  /**
   * The long side to which pictures are scaled, up or down, if the network leaves the size free:
   * YuNet was trained at this size. It does not find faces there that fill the frame, so it runs
   * again at half the size, which costs a quarter of the time.
   */
  private static final int SIDE = 640;

  /**
   * Pictures at least this many times as long as that side are searched again in pieces, for small
   * faces.
   */
  private static final int CLOSER = 2;

  /**
   * The largest face that is searched for in pieces, in pixels of the piece; larger faces are found
   * in the whole picture.
   */
  private static final int SMALL_FACE = 96;

  /** The largest share of a face that may lie inside another; above it, the other face is kept. */
  private static final double MOST_INSIDE = 0.6;

  /**
   * Points further from an aligned face's (see {@link FaceAlignment#error}) are not trusted. In 415
   * photos, one of 346 faces was: a head seen from behind its ear. Up to 0.42, profiles among them,
   * the head network drew better than the background network.
   */
  private static final double MOST_ERROR = 0.45;

  /** A network this small does not gain from more. */
  private static final int MAX_THREADS = 4;

  private final OrtSession session;
  private final String input;
  private final boolean free;
  private final int width;
  private final int height;
  private final AtomicBoolean closed = new AtomicBoolean();

  private YuNetDetector(OrtSession session) throws OrtException {
    this.session = session;
    this.input = session.getInputNames().iterator().next();
    long[] shape = shape(session, input, true);
    this.free = shape[2] < 0 || shape[3] < 0;
    this.height = free ? SIDE : (int) shape[2];
    this.width = free ? SIDE : (int) shape[3];
  }

  /**
   * Opens a YuNet network: one with free input size, such as {@code yunet_n_dynamic.onnx}, or with
   * a fixed one, such as {@code yunet_n_640_640.onnx} or OpenCV's {@code
   * face_detection_yunet_2023mar.onnx}.
   *
   * @throws KatongException.BadModel if the file is missing or holds something else
   */
  public static YuNetDetector open(Path onnx) {
    if (!Files.isRegularFile(onnx)) {
      throw new KatongException.BadModel("there is no face detector file at " + onnx);
    }
    OrtSession session = load(onnx);
    try {
      String problem = problem(session);
      if (problem != null) {
        throw new KatongException.BadModel(notYuNet(onnx, problem));
      }
      return new YuNetDetector(session);
    } catch (OrtException e) {
      close(session);
      throw new KatongException.BadModel(notYuNet(onnx, "its inputs cannot be read"), e);
    } catch (RuntimeException e) {
      close(session);
      throw e;
    }
  }

  /**
   * Returns if {@link #open} would succeed.
   *
   * @throws KatongException.BadModel if the file is missing or is not a YuNet network
   */
  public static void check(Path onnx) {
    open(onnx).close();
  }

  private static OrtSession load(Path onnx) {
    int threads = Math.min(MAX_THREADS, Engine.defaultThreads());
    // With the engine's arena: photos come in many sizes, but are all brought to about one here.
    // Without it malloc keeps several times as much, and ever more, in the heaps of its threads.
    try (OrtSession.SessionOptions options = Engine.sessionOptions(threads)) {
      return Engine.environment().createSession(onnx.toString(), options);
    } catch (OrtException e) {
      throw new KatongException.BadModel(notYuNet(onnx, "ONNX Runtime cannot load it"), e);
    }
  }

  private static String notYuNet(Path onnx, String problem) {
    return "%s is not a YuNet face detector (%s); give yunet_n_dynamic.onnx or one like it"
        .formatted(onnx, problem);
  }

  private static @Nullable String problem(OrtSession session) throws OrtException {
    if (session.getNumInputs() != 1) {
      return "it has " + session.getNumInputs() + " inputs, not 1";
    }
    long[] in = shape(session, session.getInputNames().iterator().next(), true);
    if (in.length != 4 || in[1] != YuNetInput.CHANNELS || !isSide(in[2]) || !isSide(in[3])) {
      return "its input is not of the form [1, 3, height, width] in floats";
    }
    for (int stride : STRIDES) {
      for (Map.Entry<String, Integer> output : OUTPUTS.entrySet()) {
        String name = output.getKey() + "_" + stride;
        long[] out = shape(session, name, false);
        if (out.length == 0 || out[out.length - 1] != output.getValue()) {
          return "it has no output " + name + " of " + output.getValue() + " floats a cell";
        }
      }
    }
    return null;
  }

  /** True if a side of the input is free (-1) or can be halved five times by the network. */
  private static boolean isSide(long pixels) {
    return pixels == -1
        || (pixels > 0 && pixels <= Short.MAX_VALUE && pixels % YuNetInput.MULTIPLE == 0);
  }

  /** The shape of a float tensor; empty where there is none of that name. */
  private static long[] shape(OrtSession session, String name, boolean in) throws OrtException {
    var node = (in ? session.getInputInfo() : session.getOutputInfo()).get(name);
    return node != null
            && node.getInfo() instanceof TensorInfo tensor
            && tensor.type == OnnxJavaType.FLOAT
        ? tensor.getShape()
        : new long[0];
  }

  @Override
  public List<Face> detect(Mat picture) {
    if (picture.empty() || picture.type() != CV_8UC3) {
      throw new IllegalArgumentException(
          "faces are sought in an 8-bit BGR picture, not " + picture);
    }
    List<Face> faces = new ArrayList<>(look(picture, width, height));
    addUnseen(look(picture, width / 2, height / 2), faces);
    if (picture.cols() >= CLOSER * width || picture.rows() >= CLOSER * height) {
      addUnseen(lookCloser(picture), faces);
    }
    Levelling levelling = new Levelling(crop -> look(crop, crop.cols(), crop.rows()));
    return Suppression.largest(faces).stream()
        .map(face -> levelling.level(face, picture))
        .map(face -> FaceAlignment.error(face) > MOST_ERROR ? face.notAligned() : face)
        .toList();
  }

  private static void addUnseen(List<Face> more, List<Face> faces) {
    for (Face face : more) {
      boolean seen =
          faces.stream()
              .anyMatch(
                  other ->
                      face.box().overlap(other.box()) > MAX_OVERLAP
                          || face.box().shareIn(other.box()) > MOST_INSIDE);
      if (!seen) {
        faces.add(face);
      }
    }
  }

  /** The faces of a picture that is brought to a size. */
  private List<Face> look(Mat picture, int fitWidth, int fitHeight) {
    try (Mat fitted = Resized.fitted(picture, fitWidth, fitHeight);
        YuNetInput values =
            free ? YuNetInput.around(fitted) : YuNetInput.sized(fitted, width, height)) {
      PictureSize from = PictureSize.of(fitted);
      PictureSize to = PictureSize.of(picture);
      return Suppression.surest(candidates(values), MAX_OVERLAP).stream()
          .map(face -> face.scaled(from, to))
          .toList();
    }
  }

  /** The small faces of a large picture, sought piece by piece. */
  private List<Face> lookCloser(Mat picture) {
    try (Mat fine = Resized.fitted(picture, CLOSER * width, CLOSER * height)) {
      PictureSize from = PictureSize.of(fine);
      PictureSize to = PictureSize.of(picture);
      List<Face> found = new ArrayList<>();
      for (Rect place : ClosePieces.of(fine.cols(), fine.rows(), width, height, SMALL_FACE)) {
        try (place;
            Mat piece = new Mat(fine, place)) {
          Similarity back = new Similarity(1, 0, place.x(), place.y());
          look(piece, piece.cols(), piece.rows()).stream()
              .filter(face -> face.box().height() < SMALL_FACE)
              .map(face -> face.moved(back).scaled(from, to))
              .forEach(found::add);
        }
      }
      return Suppression.surest(found, MAX_OVERLAP);
    }
  }

  private List<Face> candidates(YuNetInput values) {
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(Engine.environment(), values.floats(), values.shape());
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      List<Face> faces = new ArrayList<>();
      for (int stride : STRIDES) {
        YuNetCells cells =
            new YuNetCells(
                stride,
                values.width() / stride,
                floats(result, "cls_" + stride),
                floats(result, "obj_" + stride),
                floats(result, "bbox_" + stride),
                floats(result, "kps_" + stride));
        faces.addAll(cells.faces(MIN_SCORE));
      }
      return faces;
    } catch (OrtException e) {
      if (NativeMemory.ranOut(e)) {
        throw new KatongException.OutOfMemory(
            "memory ran out while faces were looked for", KatongException.Remedy.LOWER_BUDGET, e);
      }
      throw new KatongException.Engine(
          "the face detector failed on a picture; check its file or remove it to use the built-in"
              + " detector",
          e);
    }
  }

  private static FloatBuffer floats(OrtSession.Result result, String name) {
    return ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
  }

  @Override
  public String name() {
    return "yunet";
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      close(session);
    }
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new KatongException.Engine("the face detector could not be closed", e);
    }
  }
}
