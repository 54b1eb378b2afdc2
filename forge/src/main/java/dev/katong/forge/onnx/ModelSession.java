package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.network.Engine;

/**
 * Opens networks that are still in memory in ONNX Runtime, to see what they do, and closes them.
 */
public final class ModelSession {
  private ModelSession() {}

  /**
   * Opens a network.
   *
   * @return the caller closes it with {@link #close}
   * @throws BadModel if ONNX Runtime refuses it
   */
  public static OrtSession open(ModelProto model) {
    try (OrtSession.SessionOptions options = Engine.sessionOptions(Engine.defaultThreads())) {
      return Engine.environment().createSession(model.toByteArray(), options);
    } catch (OrtException e) {
      throw new BadModel("ONNX Runtime cannot open the network: " + e.getMessage(), e);
    }
  }

  /**
   * Closes a network.
   *
   * @throws KatongException.Engine if ONNX Runtime fails to
   */
  public static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new KatongException.Engine(
          "ONNX Runtime cannot close the network: " + e.getMessage(), e);
    }
  }
}
