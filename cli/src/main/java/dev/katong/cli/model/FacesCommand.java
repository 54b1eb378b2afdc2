package dev.katong.cli.model;

import dev.katong.KatongException.BadModel;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.DownloadLine;
import dev.katong.cli.console.ServiceAddress;
import dev.katong.cli.console.StatusLine;
import dev.katong.face.YuNetDetector;
import dev.katong.forge.download.YuNetPull;
import dev.katong.image.io.AtomicFile;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong faces}: the face detector. */
@Command(
    name = "faces",
    mixinStandardHelpOptions = true,
    description = "Imports a better face detector than the built-in one.")
public final class FacesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: 'katong faces pull' or 'katong faces import'.");
  }

  @Command(
      name = "pull",
      mixinStandardHelpOptions = true,
      description = {
        "Fetches the YuNet face detector (0.3 MB, Apache-2.0) from its authors; it is used from",
        "then on. From any address only this one file is accepted."
      })
  void pull(
      @Option(
              names = "--url",
              paramLabel = "URL",
              converter = ServiceAddress.class,
              defaultValue = YuNetPull.ADDRESS,
              description = "Where to get it, such as a mirror. Default: ${DEFAULT-VALUE}.")
          URI url) {
    DownloadLine progress = new DownloadLine(StatusLine.on(spec.commandLine().getErr()));
    boolean isNew = new YuNetPull(CommandHome.of(spec), url, progress).run();
    spec.commandLine()
        .getOut()
        .println(
            isNew
                ? "the face detector YuNet is used from now on"
                : "the face detector YuNet is there already");
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Imports the YuNet face detector; it is used from then on.")
  void importDetector(
      @Parameters(paramLabel = "FILE.onnx", description = "A YuNet network.") Path file) {
    Path target = CommandHome.of(spec).faceDetector();
    YuNetDetector.check(file);
    try {
      AtomicFile.write(target, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + FileFailure.reason(e), e);
    }
    spec.commandLine().getOut().println("imported the face detector " + file.getFileName());
  }
}
