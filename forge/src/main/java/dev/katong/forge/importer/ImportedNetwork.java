package dev.katong.forge.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;

/**
 * A network of others that Katong runs.
 *
 * @param model uint8 {@code [N,H,W,3]} BGR in and out; {@link dev.katong.forge.onnx.PictureForm#of}
 *     tells whether it enlarges or takes one size only
 * @param notes what was found out or taken for granted, a sentence each
 */
public record ImportedNetwork(ModelProto model, List<String> notes) {
  public ImportedNetwork {
    notes = List.copyOf(notes);
  }
}
