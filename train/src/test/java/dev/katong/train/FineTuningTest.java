package dev.katong.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.KatongException.BadPhoto;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.optimize.FineTuning;
import dev.katong.forge.optimize.FineTuning.TrainingJob;
import dev.katong.forge.quality.Fidelity;
import dev.katong.image.Photo;
import dev.katong.network.Network;
import dev.katong.train.distill.UNet;
import dev.katong.train.fixture.DrawnPhotos;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {
  private static final ModelProto TEACHER = new UNet(8, 8, 16).build(4);

  @TempDir private Path folder;

  @Test
  void fineTune_damagedNetwork_drawsMoreLikeItsTeacher() {
    ModelProto damaged = damaged(TEACHER);
    FineTuning trainer = FineTuning.find().orElseThrow();

    ModelProto mended =
        trainer.fineTune(
            new TrainingJob(
                damaged,
                TEACHER,
                Map.of(),
                DrawnPhotos.write(folder, 5, 400, 440),
                OptionalInt.empty(),
                Duration.ofSeconds(10),
                folder.resolve("job"),
                (fraction, status) -> {}));

    assertThat(fidelity(mended)).isGreaterThan(fidelity(damaged));
  }

  @Test
  void fineTune_tooFewPhotos_saysHowManyAreNeeded() {
    TrainingJob job =
        new TrainingJob(
            TEACHER,
            TEACHER,
            Map.of(),
            DrawnPhotos.write(folder, 1, 400, 440),
            OptionalInt.empty(),
            Duration.ofSeconds(1),
            folder.resolve("job"),
            (fraction, status) -> {});

    assertThatThrownBy(() -> FineTuning.find().orElseThrow().fineTune(job))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("at least 4");
  }

  private static ModelProto damaged(ModelProto model) {
    Random random = new Random(8);
    ModelProto.Builder changed = model.toBuilder();
    for (TensorProto.Builder constant : changed.getGraphBuilder().getInitializerBuilderList()) {
      if (constant.getName().endsWith("/weights")) {
        float[] values = new float[constant.getRawData().size() / Float.BYTES];
        constant
            .getRawData()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(values);
        for (int i = 0; i < values.length; i++) {
          values[i] *= (float) (1 + 0.5 * random.nextGaussian());
        }
        constant.setRawData(Tensors.floats(values, values.length).getRawData());
      }
    }
    return changed.build();
  }

  private static double fidelity(ModelProto model) {
    try (Photo photo = Photo.of(DrawnPortrait.drawGroup(200, 160));
        Network network = Network.load(model.toByteArray(), "the network", 1);
        Network teacher = Network.load(TEACHER.toByteArray(), "the teacher", 1);
        Mat picture = network.run(photo.mat());
        Mat expected = teacher.run(photo.mat())) {
      return Fidelity.of(picture, expected).psnr();
    }
  }
}
