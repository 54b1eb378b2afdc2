package dev.katong.cli;

import dev.katong.FileFailure;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongHome;
import dev.katong.face.YuNetDetector;
import dev.katong.photo.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong faces}: the face detector. */
@Command(
    name = "faces",
    mixinStandardHelpOptions = true,
    description = "Brings a better face detector in than the built-in one.")
final class FacesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: 'katong faces import'.");
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Brings the YuNet face detector in; it is used from then on.")
  void importDetector(
      @Parameters(paramLabel = "FILE.onnx", description = "A YuNet network.") Path file) {
    Path target = KatongHome.ofEnvironment().faceDetector();
    YuNetDetector.check(file);
    try {
      AtomicFile.write(target, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + FileFailure.reason(e), e);
    }
    spec.commandLine().getOut().println("imported the face detector " + file.getFileName());
  }
}
