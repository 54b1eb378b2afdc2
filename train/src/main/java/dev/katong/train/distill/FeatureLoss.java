package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;

/** The loss between features inside student and teacher, besides the one between their pictures. */
public interface FeatureLoss extends AutoCloseable {
  /** Compares pictures alone. */
  FeatureLoss NONE =
      new FeatureLoss() {
        @Override
        public List<String> tensors() {
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
          throw new IllegalStateException("no features are compared");
        }

        @Override
        public void close() {}
      };

  /** The student's tensors {@code [N,C,h,w]} that are compared. */
  List<String> tensors();

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
