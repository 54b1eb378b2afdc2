package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;

/** How a student is compared with its teacher inside, besides by its pictures. */
public interface Inside extends AutoCloseable {
  /** By pictures alone. */
  Inside NOTHING =
      new Inside() {
        @Override
        public List<String> shown() {
          return List.of();
        }

        @Override
        public Teacher teacher(ModelProto model) {
          return new Teacher(model, List.of());
        }

        @Override
        public Map<String, NDArray> learnt() {
          return Map.of();
        }

        @Override
        public NDArray loss(List<NDArray> shown, List<NDArray> expected) {
          throw new IllegalStateException("nothing inside is compared");
        }

        @Override
        public void close() {}
      };

  /** The student's tensors {@code [N,C,h,w]} that are compared. */
  List<String> shown();

  /**
   * A teacher that shows as many tensors, to compare them with.
   *
   * @return closed by the caller
   */
  Teacher teacher(ModelProto model);

  /** Weights of the comparison itself, which are learnt with the student's. */
  Map<String, NDArray> learnt();

  /**
   * The mean error, each tensor's divided by the teacher's variance so that all count alike: 1 for
   * a student that knows no more than the teacher's means.
   *
   * @param shown the student's tensors
   * @param expected the teacher's
   */
  NDArray loss(List<NDArray> shown, List<NDArray> expected);

  @Override
  void close();
}
