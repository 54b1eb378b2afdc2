package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/**
 * Trains a small network, from random weights, to draw what a large one draws. Implemented by the
 * module that {@link FineTuning} is implemented by; found by {@link ServiceLoader}.
 */
public interface StudentTraining {

  /** The trainer on the class path, if there is one. */
  static Optional<StudentTraining> find() {
    return ServiceLoader.load(StudentTraining.class, StudentTraining.class.getClassLoader())
        .findFirst();
  }

  /**
   * Trains a student.
   *
   * @return uint8 {@code [N,H,W,3]} BGR in, the same out
   * @throws KatongException if the teacher is not of DCT-Net's shape, the photos cannot be used, or
   *     the folder cannot be written
   */
  ModelProto train(Course course);

  /**
   * The numbers of a student's channels at each resolution.
   *
   * @param fine at full resolution, a multiple of 8
   * @param middle at half of it
   * @param coarse at a quarter of it
   */
  record Channels(int fine, int middle, int coarse) {
    public static final int LEAST = 8;
    public static final int MOST = 512;
    public static final int MULTIPLE_OF = 8;

    public Channels {
      for (int channels : new int[] {fine, middle, coarse}) {
        if (channels < LEAST || channels > MOST || channels % MULTIPLE_OF != 0) {
          throw new IllegalArgumentException(
              "channels are multiples of 8 from 8 to 512, not " + channels);
        }
      }
    }
  }

  /**
   * The settings of a training.
   *
   * @param teacher a network of DCT-Net's shape as it was imported, not fitted to a machine
   * @param photos files, at least 4; every tenth is held out to examine on
   * @param faceSize the side in pixels of the aligned faces that a head network draws; empty for a
   *     background network, which draws whole frames
   * @param faceDetector the file of an imported YuNet network, which need not exist
   * @param workingSize the short side, in pixels, at which a background network draws
   * @param steps the number of batches
   * @param folder a folder for this training alone, created if missing; an interrupted training
   *     continues from the files there
   * @param listener receives the progress
   */
  record Course(
      ModelProto teacher,
      List<Path> photos,
      OptionalInt faceSize,
      Path faceDetector,
      int workingSize,
      Channels channels,
      int steps,
      Path folder,
      FineTuning.Listener listener) {
    public Course {
      if (steps < 1) {
        throw new IllegalArgumentException("a training has at least 1 step, not " + steps);
      }
      photos = List.copyOf(photos);
    }
  }
}
