package dev.katong.forge.prune.channel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import org.junit.jupiter.api.Test;

class FiltersTest {
  @Test
  void norms_ofHalfPrecision_saysWhatToDo() {
    TensorProto half =
        TensorProto.newBuilder().setName("w").setDataType(DataType.FLOAT16_VALUE).build();
    assertThatThrownBy(() -> Filters.norms(half, 0))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("before its precision is changed");
  }
}
