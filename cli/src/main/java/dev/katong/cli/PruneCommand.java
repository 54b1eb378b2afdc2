package dev.katong.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.onnx.OnnxFiles;
import dev.katong.forge.prune.CalibrationPhotos;
import dev.katong.forge.prune.PrunedNetwork;
import dev.katong.forge.prune.Pruning;
import dev.katong.forge.prune.Target;
import dev.katong.forge.prune.Thresholds;
import dev.katong.memory.MemorySize;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong model prune}: a network in a file without some of its channels. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Removes channels of a network, and all that depends on them. With photos, channels are",
      "judged by what they carry, and the others take over their work."
    })
final class PruneCommand implements Runnable {
  /** How far to go. */
  static final class Extent {
    @Option(
        names = "--ratio",
        paramLabel = "R",
        description = "Remove this part of the filters, such as 0.15.")
    private @Nullable String ratio;

    @Option(
        names = "--thresholds",
        paramLabel = "E,B,D",
        description = {
          "Remove channels whose L1 norm is below, in encoder, bottleneck and decoder;",
          "'preset' is 0.01,0.005,0.015."
        })
    private @Nullable String thresholds;

    @Option(
        names = "--size",
        paramLabel = "SIZE",
        description = "Remove until the file is no larger, such as 4m.")
    private @Nullable String size;

    @Option(
        names = "--time",
        paramLabel = "PART",
        description = "Remove until it takes this part of the time here, such as 0.8.")
    private @Nullable String time;

    @Option(
        names = "--memory",
        paramLabel = "BYTES",
        description = "Remove until it takes no more bytes per pixel here, such as 400.")
    private @Nullable String memory;
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "IN", description = "An ONNX network or a frozen graph, fp32.")
  private Path in;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.onnx",
      required = true,
      description = "The file to write.")
  private Path output;

  @ArgGroup(multiplicity = "1")
  private Extent extent = new Extent();

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description = "A folder of photos to judge by; ten of them are used.")
  private @Nullable Path photos;

  @Option(
      names = "--multiple",
      paramLabel = "N",
      defaultValue = "" + Pruning.DEFAULT_MULTIPLE,
      description = "Leave multiples of N channels in each group. Default: ${DEFAULT-VALUE}.")
  private int multiple;

  @Override
  public void run() {
    ModelProto model = NetworkFile.readAsIs(in);
    Pruning pruning =
        OptionValue.of(
            spec.commandLine(), "--multiple", () -> chosen(model).inMultiplesOf(multiple));
    PrunedNetwork pruned;
    if (photos == null) {
      pruned = pruning.prune(model);
    } else {
      try (CalibrationPhotos calibration = CalibrationPhotos.read(photos)) {
        pruned = pruning.after(calibration.mats()).prune(model);
      }
    }
    OnnxFiles.write(pruned.model(), output);
    print(model, pruned);
  }

  private Pruning chosen(ModelProto model) {
    if (extent.ratio != null) {
      String ratio = extent.ratio;
      return option("--ratio", () -> Pruning.byRatio(OptionValue.share(ratio)));
    }
    if (extent.thresholds != null) {
      String thresholds = extent.thresholds;
      return Pruning.byThresholds(option("--thresholds", () -> thresholds(thresholds)));
    }
    if (extent.size != null) {
      String size = extent.size;
      return option("--size", () -> Pruning.toTarget(Target.bytes(MemorySize.parse(size))));
    }
    if (extent.time != null) {
      String time = extent.time;
      return option("--time", () -> Pruning.toTarget(Target.time(model, OptionValue.share(time))));
    }
    String memory = String.valueOf(extent.memory);
    return option(
        "--memory",
        () -> Pruning.toTarget(Target.memory(OptionValue.integer(memory, 1, 1_000_000))));
  }

  private <T> T option(String name, Supplier<T> value) {
    return OptionValue.of(spec.commandLine(), name, value);
  }

  private static Thresholds thresholds(String text) {
    if (text.equals("preset")) {
      return Thresholds.PRESET;
    }
    String[] parts = text.split(",", -1);
    if (parts.length == 3) {
      return new Thresholds(
          OptionValue.share(parts[0]), OptionValue.share(parts[1]), OptionValue.share(parts[2]));
    }
    throw new IllegalArgumentException(
        "'%s' are not three numbers such as 0.01,0.005,0.015".formatted(text));
  }

  private void print(ModelProto before, PrunedNetwork pruned) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "pruned %s to %s: %d of %d filters removed (%.1f %%), %s to %s%n",
        in,
        output,
        pruned.removed(),
        pruned.filters(),
        100 * pruned.ratio(),
        MemorySize.text(before.getSerializedSize()),
        MemorySize.text(pruned.model().getSerializedSize()));
    pruned.groups().stream()
        .filter(group -> group.after() < group.before())
        .forEach(
            group ->
                out.printf(
                    "  %-34s %4d to %4d channels%n", group.name(), group.before(), group.after()));
  }
}
