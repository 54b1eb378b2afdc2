package dev.katong.train;

import dev.katong.network.Engine;

/** The settings of PyTorch in this process, to be made before its first use. */
final class PyTorch {
  private PyTorch() {}

  /**
   * DJL, through which PyTorch is called, sends no usage data, fetches nothing, and uses as many
   * threads as the engine that draws.
   */
  static void prepare() {
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault("ai.djl.offline", "true");
    setDefault("ai.djl.pytorch.num_threads", String.valueOf(Engine.defaultThreads()));
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
