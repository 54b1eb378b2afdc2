package dev.katong.forge.style;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.katong.fixture.TinyNetworks;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.image.Photo;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest;
import dev.katong.style.StylePack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaughtStyleTest {
  @TempDir private Path folder;
  private DctNetFolder teacher;

  @BeforeEach
  void makeTeacher() throws IOException {
    for (String name : new String[] {"cartoon_bg.pb", "cartoon_h.pb", "alpha.jpg"}) {
      Files.writeString(folder.resolve(name), name);
    }
    teacher = DctNetFolder.of(folder);
  }

  @Test
  void pack_twoStudents_holdsBothInHalfTheBytes() throws InvalidProtocolBufferException {
    ModelProto background = ModelProto.parseFrom(TinyNetworks.halving(1));
    ModelProto head = ModelProto.parseFrom(TinyNetworks.halving(2));

    StylePack pack = TaughtStyle.pack("mine", background, head, teacher);

    StyleManifest manifest = pack.manifest();
    assertThat(manifest.name()).isEqualTo("mine");
    assertThat(manifest.background().multipleOf()).isEqualTo(TinyNetworks.HALVING_STRIDE);
    ModelProto stored = ModelProto.parseFrom(pack.file(manifest.background().file()));
    assertThat(NetworkInspection.precision(stored)).isEqualTo(Precision.FP16);
    try (Photo mask =
        Photo.decode(pack.file(Objects.requireNonNull(manifest.head()).mask()), "the mask")) {
      assertThat(mask.width()).isEqualTo(manifest.head().size());
    }
  }

  @Test
  void pack_provenance_namesTheTeacherAndItsFiles() throws InvalidProtocolBufferException {
    ModelProto student = ModelProto.parseFrom(TinyNetworks.halving(1));

    var provenance = TaughtStyle.pack("mine", student, student, teacher).manifest().provenance();

    assertThat(provenance.source()).contains("from random weights").contains("DCT-Net");
    assertThat(provenance.files())
        .extracting(StyleManifest.SourceFile::name)
        .containsExactly("cartoon_bg.pb", "cartoon_h.pb", "alpha.jpg");
  }
}
