package dev.katong.cli.style;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadPhoto;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.OptionType;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.optimize.StudentTraining;
import dev.katong.forge.optimize.StudentTraining.Channels;
import dev.katong.forge.optimize.StudentTraining.Course;
import dev.katong.forge.style.DctNetFolder;
import dev.katong.forge.style.TaughtStyle;
import dev.katong.image.PhotoFolder;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong style train}: a small style of one's own, learnt from a large one. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains two small networks, from random weights, to draw what a DCT-Net style draws,",
      "and adds them as a style. It takes hours; an interrupted call that is repeated",
      "continues where it stopped."
    })
final class TrainCommand implements Runnable {
  private static final int MOST_STEPS = 10_000_000;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "N", description = "The new style's name.")
  private String name;

  @Option(
      names = "--teacher",
      paramLabel = "FOLDER",
      required = true,
      description = "A DCT-Net folder: cartoon_bg.pb, cartoon_h.pb, alpha.jpg.")
  private Path teacher;

  @Option(
      names = "--photos",
      paramLabel = "FOLDER",
      required = true,
      description =
          "Photos to learn from, best some hundred, with and without people; may be given"
              + " several times. One of ten is kept to examine on.")
  private List<Path> photos;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description =
          "Where checkpoints, logs and sheets of examples go. Default: train-N in the current folder.")
  private @Nullable Path work;

  @Option(
      names = "--channels",
      paramLabel = "F,M,C",
      converter = Widths.class,
      defaultValue = "16,32,64",
      description =
          "Channels at full, half and quarter resolution, multiples of 8. Default: ${DEFAULT-VALUE}.")
  private Channels channels;

  @Option(
      names = "--head-steps",
      paramLabel = "S",
      converter = Steps.class,
      defaultValue = "20000",
      description = "Steps of the head network. Default: ${DEFAULT-VALUE}.")
  private int headSteps;

  @Option(
      names = "--background-steps",
      paramLabel = "S",
      converter = Steps.class,
      defaultValue = "10000",
      description = "Steps of the background network. Default: ${DEFAULT-VALUE}.")
  private int backgroundSteps;

  @Option(names = "--force", description = "Replace a style of that name.")
  private boolean force;

  @Override
  public void run() {
    StudentTraining trainer =
        StudentTraining.find()
            .orElseThrow(
                () ->
                    new BadModel(
                        "training needs the module 'train' of Katong, which is not on the class path;"
                            + " './katong style train' of a checkout builds and finds it"));
    Path folder = work == null ? Path.of("train-" + name) : work;
    List<Path> files = photos.stream().flatMap(TrainCommand::photosIn).toList();
    DctNetFolder source = DctNetFolder.of(teacher);
    StyleStore store = new StyleStore(CommandHome.of(spec).styles());
    if (!force) {
      store.checkFree(name);
    }

    ModelProto head =
        trained(
            trainer,
            source.head(),
            files,
            OptionalInt.of(DctNetFolder.HEAD_SIZE),
            headSteps,
            folder.resolve("head"));
    ModelProto background =
        trained(
            trainer,
            source.background(),
            files,
            OptionalInt.empty(),
            backgroundSteps,
            folder.resolve("background"));
    StylePack pack = TaughtStyle.pack(name, background, head, source);
    store.add(pack, force);
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "trained the style '%s', %.1f MB%n", name, pack.bytes() / 1e6);
  }

  private ModelProto trained(
      StudentTraining trainer,
      Path network,
      List<Path> files,
      OptionalInt faceSize,
      int steps,
      Path folder) {
    OptimizeLine line = new OptimizeLine(spec.commandLine().getErr());
    line.step("%s: %d steps, in %s".formatted(folder.getFileName(), steps, folder));
    return trainer.train(
        new Course(
            NetworkFile.read(network, PixelEnds.DCT_NET),
            files,
            faceSize,
            CommandHome.of(spec).faceDetector(),
            DctNetFolder.WORKING_SIZE,
            channels,
            steps,
            folder,
            line::progress));
  }

  private static Stream<Path> photosIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadPhoto(folder + " is not a folder; name a folder of photos with --photos");
    }
    return PhotoFolder.photosIn(folder).stream();
  }

  static final class Steps extends OptionType<Integer> {
    Steps() {
      super(text -> wholeNumber(text, 1, MOST_STEPS));
    }
  }

  static final class Widths extends OptionType<Channels> {
    Widths() {
      super(
          text -> {
            String[] parts = text.split(",", -1);
            if (parts.length != 3) {
              throw new IllegalArgumentException(
                  "'" + text + "' is not three numbers such as 16,32,64");
            }
            return new Channels(
                width(text, parts[0]), width(text, parts[1]), width(text, parts[2]));
          });
    }

    private static int width(String all, String part) {
      int width = wholeNumber(part, Channels.LEAST, Channels.MOST);
      if (width % Channels.MULTIPLE_OF != 0) {
        throw new IllegalArgumentException(
            "'%s' holds %d, not a multiple of %d".formatted(all, width, Channels.MULTIPLE_OF));
      }
      return width;
    }
  }
}
