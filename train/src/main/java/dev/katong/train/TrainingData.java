package dev.katong.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.face.FaceDetector;
import dev.katong.face.FaceDetectors;
import dev.katong.memory.NativeMemory;
import dev.katong.train.data.CropSource;
import dev.katong.train.data.FaceCrops;
import dev.katong.train.data.FrameCrops;
import dev.katong.train.data.PhotoSplit;
import dev.katong.train.distill.Validation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The crops that one network is trained on, and the validation set: pieces of frames, or of aligned
 * faces. Owns both until it is closed.
 */
record TrainingData(CropSource crops, Validation validation) implements AutoCloseable {
  private static final int VALIDATION_PIECES = 24;

  /** Frames are validated in pieces of this side, large enough for what lies about each pixel. */
  private static final int FRAME_PIECE = 352;

  /**
   * Reads photos.
   *
   * @param faceSize the side of aligned faces; empty for frames
   */
  static TrainingData of(
      List<Path> files, OptionalInt faceSize, Path yuNet, int workingSize, ModelProto teacher) {
    PhotoSplit photos = PhotoSplit.of(files);
    return faceSize.isPresent()
        ? faces(photos, faceSize.getAsInt(), yuNet, teacher)
        : frames(photos, workingSize, teacher);
  }

  private static TrainingData faces(PhotoSplit photos, int size, Path yuNet, ModelProto teacher) {
    try (FaceDetector detector = FaceDetectors.open(yuNet);
        FaceCrops held = new FaceCrops(photos.held(), detector, size)) {
      FaceCrops crops = new FaceCrops(photos.learnt(), detector, size);
      List<Mat> pieces = new ArrayList<>();
      try {
        for (int i = 0; i < Math.min(VALIDATION_PIECES, held.count()); i++) {
          pieces.add(held.whole(i));
        }
        return new TrainingData(crops, new Validation(teacher, pieces));
      } catch (RuntimeException e) {
        crops.close();
        NativeMemory.release(pieces);
        throw e;
      }
    }
  }

  private static TrainingData frames(PhotoSplit photos, int workingSize, ModelProto teacher) {
    try (FrameCrops held = new FrameCrops(photos.held(), workingSize)) {
      FrameCrops crops = new FrameCrops(photos.learnt(), workingSize);
      List<Mat> pieces = new ArrayList<>();
      try {
        for (int i = 0; i < VALIDATION_PIECES; i++) {
          pieces.add(held.next(new SplittableRandom(i), FRAME_PIECE));
        }
        return new TrainingData(crops, new Validation(teacher, pieces));
      } catch (RuntimeException e) {
        crops.close();
        NativeMemory.release(pieces);
        throw e;
      }
    }
  }

  @Override
  public void close() {
    NativeMemory.release(crops, validation);
  }
}
