package dev.katong;

import dev.katong.KatongException.BadOutput;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The folder in which Katong keeps imported styles and the face detector.
 *
 * @param folder need not exist
 */
public record KatongHome(Path folder) {

  /**
   * The folder that the environment asks for: {@code KATONG_HOME}, else the platform's usual place
   * for a program's data.
   *
   * @throws BadOutput if it cannot be a path on this platform
   */
  public static KatongHome ofEnvironment() {
    return of(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  static KatongHome of(Map<String, String> environment, String system, String userHome) {
    try {
      return of(environment, system, Path.of(userHome));
    } catch (InvalidPathException e) {
      throw new BadOutput(
          ("'%s' cannot be a folder here; set KATONG_HOME to another one, or on Linux"
                  + " LC_ALL=C.UTF-8, which allows all names")
              .formatted(e.getInput()),
          e);
    }
  }

  static KatongHome of(Map<String, String> environment, String system, Path userHome) {
    Function<String, Optional<Path>> variable =
        name ->
            Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    String os = system.toLowerCase(Locale.ROOT);
    Path usual;
    if (os.contains("mac")) {
      usual = userHome.resolve("Library/Application Support/Katong");
    } else if (os.contains("win")) {
      usual =
          variable
              .apply("LOCALAPPDATA")
              .orElse(userHome.resolve("AppData/Local"))
              .resolve("Katong");
    } else {
      usual =
          variable
              .apply("XDG_DATA_HOME")
              .orElse(userHome.resolve(".local/share"))
              .resolve("katong");
    }
    return new KatongHome(variable.apply("KATONG_HOME").orElse(usual));
  }

  /** The folder of imported styles, with a folder for each style. */
  public Path styles() {
    return folder.resolve("styles");
  }

  /** The file of memory measurements: what networks took on this machine. */
  public Path memoryNotes() {
    return folder.resolve("memory.json");
  }

  /** The folder of networks that devices have compiled. */
  public Path compiled() {
    return folder.resolve("compiled");
  }

  /** The folder of downloads, which stay here until they are imported. */
  public Path downloads() {
    return folder.resolve("downloads");
  }

  /**
   * The folder of photos that clients of the service sent, which stay here until they are drawn.
   */
  public Path uploads() {
    return folder.resolve("uploads");
  }

  /** The file of the imported face detector, which may not exist. */
  public Path faceDetector() {
    return folder.resolve("faces").resolve("yunet.onnx");
  }
}
