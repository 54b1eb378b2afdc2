package dev.katong.forge.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.forge.onnx.PixelEnds.Channels;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.onnx.PixelEnds.Range;
import org.junit.jupiter.api.Test;

class PixelEndsTest {

  @Test
  void of_everyText_isReadAndWrittenAlike() {
    for (Layout layout : Layout.values()) {
      for (Channels channels : Channels.values()) {
        for (Range range : Range.ALL) {
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
        .hasMessageContaining("range is '0..100'; it must be -1..1, 0..1, 0..255, mean/std");
  }
}
