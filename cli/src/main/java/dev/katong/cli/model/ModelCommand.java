package dev.katong.cli.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.cli.console.OptionType;
import dev.katong.cli.console.PixelEndsOptions;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.analysis.NetworkAnalysis;
import dev.katong.forge.analysis.NetworkAnalysis.LiveBytes;
import dev.katong.forge.analysis.NetworkAnalysis.Reaches;
import dev.katong.forge.fit.Fitting;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.OnnxFiles;
import dev.katong.forge.prune.ChannelGroups;
import dev.katong.forge.style.NetworkProfiler;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
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
    subcommands = PruneCommand.class,
    description = "Converts, inspects and prunes networks.")
public final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do with networks: convert, inspect or prune.");
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
      @Option(
              names = "--fit",
              description = "Fit the network to the machine, as imports do: the same in less time.")
          boolean fit,
      @Mixin PixelEndsOptions ends) {
    ModelProto model = NetworkFile.read(in, ends.read()).model();
    OnnxFiles.write(fit ? Fitting.fit(model) : model, output);
    out().println("converted " + in + " to " + output);
  }

  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      description = "Shows a network's operations, size, work, inputs, outputs, and how it tiles.")
  void inspect(
      @Parameters(paramLabel = "FILE", description = "An ONNX network or a frozen graph.")
          Path file,
      @Option(
              names = "--memory",
              description = "Show what pictures of 512×512 to 4096×4096 take, whole and in tiles.")
          boolean memory,
      @Option(
              names = "--measure",
              description =
                  "With --memory: also draw these pictures and measure them; takes a minute.")
          boolean measure,
      @Option(
              names = "--budget",
              paramLabel = "SIZE",
              defaultValue = "512m",
              converter = OptionType.Bytes.class,
              description = "With --memory: tiles keep within it. Default: ${DEFAULT-VALUE}.")
          long budget,
      @Option(
              names = "--channels",
              description = "Show the L1 norms of the channels instead, by layer and group.")
          boolean channels,
      @Option(names = "--json", description = "With --channels: print one line of JSON.")
          boolean json) {
    CommandLine command =
        Objects.requireNonNull(spec.commandLine().getSubcommands().get("inspect"));
    if (measure && !memory) {
      throw new ParameterException(command, "--measure goes with --memory");
    }
    if (json && !channels) {
      throw new ParameterException(command, "--json goes with --channels");
    }
    if (channels && memory) {
      throw new ParameterException(command, "--channels does not go with --memory");
    }
    ModelProto model = NetworkFile.readAsIs(file);
    if (channels) {
      ChannelsReport report = new ChannelsReport(ChannelGroups.of(model));
      if (json) {
        out().println(report.json());
      } else {
        report.print(out());
      }
      return;
    }
    NetworkInspection network = NetworkInspection.of(model);
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
            : "unknown: the network does not run on a picture of 64×64");
    NetworkAnalysis analysis = network.takesAndGivesPictures() ? NetworkAnalysis.of(model) : null;
    if (analysis != null) {
      print(analysis);
    }
    out.printf("%-14s%d%n", "nodes", network.nodes());
    network.operators().forEach((op, count) -> out.printf("  %-20s%d%n", op, count));
    if (memory) {
      if (analysis == null) {
        throw new BadModel(
            file + " does not take and give uint8 pictures [N,H,W,3]; 'model convert' makes it");
      }
      new MemoryReport(out, budget)
          .print(
              model, NetworkProfiler.withoutMemory(model, analysis), network.precision(), measure);
    }
  }

  private void print(NetworkAnalysis analysis) {
    PrintWriter out = out();
    Reaches reach = analysis.reaches();
    out.printf(
        "%-14s%s%s%n",
        "tiling",
        analysis.tiling().label(),
        analysis.tiling() == Tiling.WHOLE
            ? ""
            : ": stride %d, halo %d (reach left %d, top %d, right %d, bottom %d)"
                .formatted(
                    analysis.stride(),
                    analysis.halo(),
                    reach.left(),
                    reach.top(),
                    reach.right(),
                    reach.bottom()));
    analysis.frameOperations().forEach(operation -> out.printf("  %s%n", operation));
    out.printf("%-14smultiple of %d pixels%n", "sides", analysis.alignment());
    LiveBytes live = analysis.liveBytes(Precision.FP32);
    out.printf(
        Locale.ROOT,
        "%-14s%.0f bytes per pixel at fp32, %.0f where values are overwritten in place%n",
        "live memory",
        live.perPixel(),
        live.inPlacePerPixel());
  }

  private void print(String end, NetworkInspection.Port port) {
    out().printf("%-14s%s %s%n", end, port.name(), port.type());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
