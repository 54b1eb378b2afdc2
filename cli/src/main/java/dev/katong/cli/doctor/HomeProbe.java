package dev.katong.cli.doctor;

import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongHome;
import dev.katong.Options;
import dev.katong.cli.console.Printable;
import dev.katong.cli.doctor.Finding.Seen;
import dev.katong.image.io.FileFailure;
import dev.katong.memory.MemorySize;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import dev.katong.style.StyleVariant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Katong's folder with its content, and the free space of the disks. */
final class HomeProbe {
  private final Map<String, String> environment;
  private final Supplier<KatongHome> home;

  HomeProbe(Map<String, String> environment, Supplier<KatongHome> home) {
    this.environment = environment;
    this.home = home;
  }

  List<Finding> findings() {
    return List.of(
        Finding.needed("folder", this::folder),
        Finding.known("disk", () -> freeSpace(home.get().folder())),
        Finding.known("temp", () -> freeSpace(Path.of(System.getProperty("java.io.tmpdir")))));
  }

  private record Folder(String path, String from, boolean exists) {}

  private Seen folder() {
    KatongHome place = home.get();
    boolean exists = isFolder(place.folder());
    isFolder(place.styles());
    Folder folder = new Folder(place.folder().toString(), origin(), exists);
    return new Seen(
        "%s, from %s%s"
            .formatted(
                Printable.path(place.folder()),
                folder.from,
                exists ? "" : "; not there yet, the first import makes it"),
        folder);
  }

  private String origin() {
    boolean named = !environment.getOrDefault("KATONG_HOME", "").isBlank();
    return named ? "KATONG_HOME" : "the platform's usual place";
  }

  /** True if the folder exists; a file with its name is a failure, a missing folder is not. */
  private static boolean isFolder(Path path) {
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
        throw new BadOutput(
            path + " is not a folder; move it away, or set KATONG_HOME to another folder");
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new BadOutput(
          "%s cannot be read: %s; set KATONG_HOME to a folder of your own"
              .formatted(path, FileFailure.reason(e)),
          e);
    }
  }

  private record FreeSpace(String folder, long freeBytes) {}

  /** The free space of the disk of a folder, which need not exist. */
  private static Seen freeSpace(Path folder) throws IOException {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    long free = Files.getFileStore(existing).getUsableSpace();
    return new Seen(
        MemorySize.text(free) + " free where " + Printable.path(folder) + " is",
        new FreeSpace(folder.toString(), free));
  }

  /** One finding for each style. */
  List<Finding> styles() {
    try {
      StyleStore store = new StyleStore(home.get().styles());
      return store.names().stream()
          .map(name -> Finding.needed(name, () -> style(store, name)))
          .toList();
    } catch (KatongException e) {
      return List.of(
          Finding.needed(
              "list",
              () -> {
                throw e;
              }));
    }
  }

  private record Pack(long bytes, boolean builtIn, String draws, List<String> variants) {}

  private static Seen style(StyleStore store, String name) {
    boolean builtIn = store.builtIn(name);
    try {
      StylePack pack = store.find(name).whole();
      String draws = Options.DEFAULTS.variantOf(pack.manifest());
      return new Seen(
          String.format(Locale.ROOT, "%.1f MB, whole", pack.bytes() / 1e6)
              + (builtIn ? " (built in)" : "")
              + (draws.equals(StyleVariant.FULL) ? "" : ", drawn by its variant " + draws),
          new Pack(pack.bytes(), builtIn, draws, pack.manifest().variantNames()));
    } catch (KatongException e) {
      throw builtIn
          ? e
          : new BadModel(
              "%s; 'katong style remove %s' takes it away".formatted(e.getMessage(), name), e);
    }
  }
}
