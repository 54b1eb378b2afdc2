package dev.katong.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.NativeMemory;
import dev.katong.face.FaceDetector;
import dev.katong.face.FaceDetectors;
import dev.katong.train.data.CropSource;
import dev.katong.train.data.FaceCrops;
import dev.katong.train.data.FrameCrops;
import dev.katong.train.data.PhotoSplit;
import dev.katong.train.distill.Exam;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What a training of one network learns from and is examined on: pieces of frames, or of aligned
 * faces. It owns both until it is closed.
 */
record Classroom(CropSource crops, Exam exam) implements AutoCloseable {
  private static final int EXAM_PIECES = 24;

  /** Frames are examined in pieces of this side, large enough for what lies about each pixel. */
  private static final int FRAME_PIECE = 352;

  /**
   * Reads photos.
   *
   * @param faceSize the side of aligned faces; empty for frames
   */
  static Classroom of(
      List<Path> files, OptionalInt faceSize, Path yuNet, int workingSize, ModelProto teacher) {
    PhotoSplit photos = PhotoSplit.of(files);
    return faceSize.isPresent()
        ? faces(photos, faceSize.getAsInt(), yuNet, teacher)
        : frames(photos, workingSize, teacher);
  }

  private static Classroom faces(PhotoSplit photos, int size, Path yuNet, ModelProto teacher) {
    try (FaceDetector detector = FaceDetectors.open(yuNet);
        FaceCrops held = new FaceCrops(photos.held(), detector, size)) {
      FaceCrops crops = new FaceCrops(photos.learnt(), detector, size);
      List<Mat> pieces = new ArrayList<>();
      try {
        for (int i = 0; i < Math.min(EXAM_PIECES, held.count()); i++) {
          pieces.add(held.whole(i));
        }
        return new Classroom(crops, new Exam(teacher, pieces));
      } catch (RuntimeException e) {
        crops.close();
        NativeMemory.release(pieces);
        throw e;
      }
    }
  }

  private static Classroom frames(PhotoSplit photos, int workingSize, ModelProto teacher) {
    try (FrameCrops held = new FrameCrops(photos.held(), workingSize)) {
      FrameCrops crops = new FrameCrops(photos.learnt(), workingSize);
      List<Mat> pieces = new ArrayList<>();
      try {
        for (int i = 0; i < EXAM_PIECES; i++) {
          pieces.add(held.next(new SplittableRandom(i), FRAME_PIECE));
        }
        return new Classroom(crops, new Exam(teacher, pieces));
      } catch (RuntimeException e) {
        crops.close();
        NativeMemory.release(pieces);
        throw e;
      }
    }
  }

  @Override
  public void close() {
    NativeMemory.release(crops, exam);
  }
}
