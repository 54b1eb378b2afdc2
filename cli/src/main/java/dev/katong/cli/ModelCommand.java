package dev.katong.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.OnnxFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong model}: networks in files. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Converts and inspects networks.")
final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do with networks: convert or inspect.");
  }

  @Command(
      name = "convert",
      mixinStandardHelpOptions = true,
      description = {
        "Converts a TensorFlow frozen graph to an ONNX network that takes and gives",
        "uint8 [N,H,W,3] BGR pictures of any size."
      })
  void convert(
      @Parameters(paramLabel = "IN.pb", description = "The frozen graph.") Path in,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "OUT.onnx",
              required = true,
              description = "The file to write.")
          Path output,
      @Mixin PixelEndsOptions ends) {
    ModelProto model = NetworkFile.read(in, ends.of(in));
    OnnxFiles.write(model, output);
    out().println("converted " + in + " to " + output);
  }

  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      description = "Shows a network's operations, size, work, inputs and outputs.")
  void inspect(
      @Parameters(paramLabel = "FILE", description = "An ONNX network or a frozen graph.")
          Path file) {
    NetworkInspection network = NetworkInspection.of(NetworkFile.readAsIs(file));
    PrintWriter out = out();
    out.printf("%-14s%s%n", "file", file);
    out.printf("%-14s%s, opset %d%n", "producer", network.producer(), network.opset());
    network.inputs().forEach(port -> print("input", port));
    network.outputs().forEach(port -> print("output", port));
    out.printf(
        Locale.ROOT,
        "%-14s%,d (%.1f MB)%n",
        "parameters",
        network.parameters(),
        network.weightBytes() / 1e6);
    out.printf(
        "%-14s%s%n",
        "multiply-adds",
        network.multiplyAddsPerPixel().isPresent()
            ? String.format(
                Locale.ROOT, "%,.0f per pixel", network.multiplyAddsPerPixel().getAsDouble())
            : "unknown: the network does not run on a picture of 256×256");
    out.printf("%-14s%d%n", "nodes", network.nodes());
    network.operators().forEach((op, count) -> out.printf("  %-20s%d%n", op, count));
  }

  private void print(String end, NetworkInspection.Port port) {
    out().printf("%-14s%s %s%n", end, port.name(), port.type());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
