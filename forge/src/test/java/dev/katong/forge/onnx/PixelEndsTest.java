package dev.katong.forge.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.PixelEnds.Channels;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.onnx.PixelEnds.Range;
import org.junit.jupiter.api.Test;

class PixelEndsTest {

  @Test
  void of_everyText_isReadAndWrittenAlike() {
    for (Layout layout : Layout.values()) {
      for (Channels channels : Channels.values()) {
        for (Range range : Range.values()) {
          assertThat(PixelEnds.of(layout.toString(), channels.toString(), range.toString()))
              .isEqualTo(new PixelEnds(layout, channels, range));
        }
      }
    }
    assertThat(PixelEnds.of("NHWC", "BGR", "0..255")).isEqualTo(PixelEnds.DCT_NET);
  }

  @Test
  void of_badText_namesItAndTheAllowedOnes() {
    assertThatThrownBy(() -> PixelEnds.of("hwc", "bgr", "0..1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layout is 'hwc'; it must be nhwc or nchw");
    assertThatThrownBy(() -> PixelEnds.of("nhwc", "grey", "0..1"))
        .hasMessage("channels is 'grey'; it must be bgr or rgb");
    assertThatThrownBy(() -> PixelEnds.of("nhwc", "bgr", "0..100"))
        .hasMessage("range is '0..100'; it must be -1..1 or 0..1 or 0..255");
  }

  @Test
  void enter_ofAnotherTypeThanFloatOrBytes_saysSo() {
    GraphBuilder graph = new GraphBuilder("test");
    assertThatThrownBy(() -> PixelEnds.DCT_NET.enter(graph, "photo", DataType.FLOAT16, "x"))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("input is of type float16");
  }
}
