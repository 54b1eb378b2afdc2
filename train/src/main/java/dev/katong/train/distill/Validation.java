package dev.katong.train.distill;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.quality.Comparison;
import dev.katong.forge.quality.Fidelity;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Engine;
import dev.katong.network.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Photos that a student was not trained on, and its teacher's pictures of them. Owns the pictures
 * until it is closed.
 */
public final class Validation implements AutoCloseable {
  private final List<Mat> photos;
  private final List<Mat> expected = new ArrayList<>();

  /**
   * Creates a validation set.
   *
   * @param photos 8-bit BGR of one size, at least one; closed with this
   */
  public Validation(ModelProto teacher, List<Mat> photos) {
    this.photos = List.copyOf(photos);
    try (Network network = load(teacher, "the teacher")) {
      photos.forEach(photo -> expected.add(network.run(photo)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A student's pictures and their fidelity. Owns the pictures until it is closed. */
  record Result(Comparison comparison, List<Mat> drawn) implements AutoCloseable {
    /** The mean over the photos. */
    Fidelity mean() {
      return comparison.mean();
    }

    @Override
    public void close() {
      NativeMemory.release(drawn);
    }
  }

  Result of(ModelProto student) {
    List<Mat> drawn = new ArrayList<>();
    try (Network network = load(student, "the student")) {
      List<Fidelity> marks = new ArrayList<>();
      for (int i = 0; i < photos.size(); i++) {
        drawn.add(network.run(photos.get(i)));
        marks.add(Fidelity.of(drawn.get(i), expected.get(i)));
      }
      return new Result(new Comparison(marks), drawn);
    } catch (RuntimeException e) {
      NativeMemory.release(drawn);
      throw e;
    }
  }

  /**
   * Writes one picture with a row for each photo: the photo, the teacher's picture, the students'.
   */
  void writeSheet(List<Result> students, Path file) {
    List<List<Mat>> columns = new ArrayList<>(List.of(photos, expected));
    students.forEach(student -> columns.add(student.drawn()));
    ExampleSheet.write(columns, file);
  }

  private static Network load(ModelProto model, String name) {
    return Network.load(model.toByteArray(), name, Engine.defaultThreads());
  }

  @Override
  public void close() {
    NativeMemory.release(photos);
    NativeMemory.release(expected);
  }
}
