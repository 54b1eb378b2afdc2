package dev.katong.forge.tensorflow;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

/** Opens a network in a process of its own, where what ONNX Runtime logs can be read. */
final class OpeningMain {
  private OpeningMain() {}

  public static void main(String[] arguments) throws OrtException {
    try (var session = OrtEnvironment.getEnvironment().createSession(arguments[0])) {
      System.out.println("opened " + session.getNumInputs());
    }
  }
}
