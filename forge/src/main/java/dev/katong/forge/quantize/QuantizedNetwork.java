package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.quality.Comparison;
import java.util.List;

/**
 * A network computed in 8 bits.
 *
 * @param model uint8 {@code [N,H,W,3]} BGR in and out, with ONNX Runtime's own operators
 * @param fidelity of its pictures of the photos that were held out, to the float network's
 * @param inSigns the convolutions whose positive and negative parts are held apart, by output
 * @param keptInFloat the convolutions that stayed in floating point, by output
 */
public record QuantizedNetwork(
    ModelProto model, Comparison fidelity, List<String> inSigns, List<String> keptInFloat) {
  public QuantizedNetwork {
    inSigns = List.copyOf(inSigns);
    keptInFloat = List.copyOf(keptInFloat);
  }
}
