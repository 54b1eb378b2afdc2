package dev.katong.cli.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.cli.console.OptionType;
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
import java.util.stream.Stream;
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
  /** The measure of what is removed. */
  static final class Extent {
    @Option(
        names = "--ratio",
        paramLabel = "R",
        converter = ByRatio.class,
        description = "Remove this part of the filters, such as 0.15.")
    private @Nullable Pruning ratio;

    @Option(
        names = "--thresholds",
        paramLabel = "E,B,D",
        converter = ByThresholds.class,
        description = {
          "Remove channels whose L1 norm is below, in encoder, bottleneck and decoder;",
          "'preset' is 0.01,0.005,0.015."
        })
    private @Nullable Pruning thresholds;

    @Option(
        names = "--size",
        paramLabel = "SIZE",
        converter = ToSize.class,
        description = "Remove until the file is no larger, such as 4m.")
    private @Nullable Pruning size;

    @Option(
        names = "--time",
        paramLabel = "PART",
        converter = PartOfTime.class,
        description = "Remove until it takes this part of the time here, such as 0.8.")
    private @Nullable Double time;

    @Option(
        names = "--memory",
        paramLabel = "BYTES",
        converter = ToMemory.class,
        description = "Remove until it takes no more bytes per pixel here, such as 400.")
    private @Nullable Pruning memory;

    Pruning of(ModelProto model) {
      return time != null
          ? Pruning.toTarget(Target.time(model, time))
          : Stream.of(ratio, thresholds, size, memory)
              .flatMap(Stream::ofNullable)
              .findFirst()
              .orElseThrow();
    }
  }

  static final class ByRatio extends OptionType<Pruning> {
    ByRatio() {
      super(text -> Pruning.byRatio(share(text)));
    }
  }

  static final class ByThresholds extends OptionType<Pruning> {
    ByThresholds() {
      super(text -> Pruning.byThresholds(thresholds(text)));
    }

    private static Thresholds thresholds(String text) {
      if (text.equals("preset")) {
        return Thresholds.PRESET;
      }
      String[] parts = text.split(",", -1);
      if (parts.length == 3) {
        return new Thresholds(share(parts[0]), share(parts[1]), share(parts[2]));
      }
      throw new IllegalArgumentException(
          "'%s' are not three numbers such as 0.01,0.005,0.015".formatted(text));
    }
  }

  static final class ToSize extends OptionType<Pruning> {
    ToSize() {
      super(text -> Pruning.toTarget(Target.bytes(MemorySize.parse(text))));
    }
  }

  static final class PartOfTime extends OptionType<Double> {
    PartOfTime() {
      super(
          text -> {
            double part = share(text);
            if (part == 0) {
              throw new IllegalArgumentException("'" + text + "' leaves no time at all");
            }
            return part;
          });
    }
  }

  static final class ToMemory extends OptionType<Pruning> {
    ToMemory() {
      super(text -> Pruning.toTarget(Target.memory(wholeNumber(text, 1, 1_000_000))));
    }
  }

  static final class Multiple extends OptionType<Integer> {
    Multiple() {
      super(text -> wholeNumber(text, 1, 1_024));
    }
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
      converter = Multiple.class,
      description = "Leave multiples of N channels in each group. Default: ${DEFAULT-VALUE}.")
  private int multiple;

  @Override
  public void run() {
    ModelProto model = NetworkFile.readAsIs(in);
    Pruning pruning = extent.of(model).inMultiplesOf(multiple);
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
