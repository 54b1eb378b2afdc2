package dev.katong.style;

import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.image.io.AtomicFile;
import dev.katong.image.io.FileFailure;
import dev.katong.image.io.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The available styles: those built in, and those imported into a folder of the disk. */
public final class StyleStore {
  /** The filters that come with the program. */
  public static final String COMIC = "comic";

  /** The style that draws where none is named. */
  public static final String BUILT_IN = "3d";

  private static final List<String> ALL_BUILT_IN = List.of(BUILT_IN, "anime", COMIC, "sketch");
  private static final String BUILT_IN_FOLDER = "builtin/";

  private final Path folder;

  /**
   * Creates a store.
   *
   * @param folder each style is a folder in it; made when the first style is added
   */
  public StyleStore(Path folder) {
    this.folder = folder;
  }

  /** The names of all styles, sorted. */
  public List<String> names() {
    List<String> names = new ArrayList<>(ALL_BUILT_IN);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries
            .filter(entry -> Files.isRegularFile(entry.resolve(StyleManifest.FILE)))
            .map(entry -> String.valueOf(entry.getFileName()))
            .filter(name -> !name.startsWith("."))
            .forEach(names::add);
      } catch (IOException e) {
        throw new BadModel(
            "the folder of styles " + folder + " cannot be read: " + FileFailure.reason(e), e);
      }
    }
    return names.stream().distinct().sorted().toList();
  }

  /**
   * The names of the styles whose manifests can be read, sorted; a damaged one does not keep others
   * from being used.
   *
   * @param damaged receives each other name with the reason
   */
  public List<String> readableNames(BiConsumer<String, KatongException> damaged) {
    List<String> readable = new ArrayList<>();
    for (String name : names()) {
      damage(name).ifPresentOrElse(why -> damaged.accept(name, why), () -> readable.add(name));
    }
    return readable;
  }

  /** True if there is a style of that name whose manifest can be read; a path is no name. */
  public boolean isReadable(String name) {
    return names().contains(name) && damage(name).isEmpty();
  }

  /** The exception that reading a style's manifest throws, if any. */
  private Optional<KatongException> damage(String name) {
    try {
      StyleManifest unused = manifest(name);
      return Optional.empty();
    } catch (KatongException e) {
      return Optional.of(e);
    }
  }

  /** True if the style is part of the program and cannot be removed. */
  public boolean builtIn(String name) {
    return ALL_BUILT_IN.contains(name) && !Files.isDirectory(folder.resolve(name));
  }

  /** True if a style of this store replaces the built-in style of that name. */
  public boolean replacesBuiltIn(String name) {
    return ALL_BUILT_IN.contains(name) && !builtIn(name);
  }

  /**
   * The style of that name in this store, else the pack at that path.
   *
   * @param nameOrPath such as {@code anime}, {@code packs/anime} or {@code anime.zip}
   * @throws NoSuchStyle if there is neither; the message lists the names
   * @throws BadModel if the pack is damaged
   */
  public StylePack find(String nameOrPath) {
    if (names().contains(nameOrPath)) {
      return Files.isDirectory(folder.resolve(nameOrPath))
          ? StylePack.read(folder.resolve(nameOrPath))
          : readBuiltIn(nameOrPath);
    }
    Path path = Path.of(nameOrPath);
    if (Files.exists(path)) {
      return StylePack.read(path);
    }
    throw new NoSuchStyle(
        "there is no style '"
            + nameOrPath
            + "', neither by that name nor at that path; there are "
            + String.join(", ", names()),
        KatongException.Remedy.ADD_STYLES);
  }

  /**
   * The manifest of that style or pack; nothing else is read but of a zip.
   *
   * @param nameOrPath as for {@link #find}
   * @throws NoSuchStyle if there is none
   * @throws BadModel if the manifest is damaged
   */
  public StyleManifest manifest(String nameOrPath) {
    Path named = folder.resolve(nameOrPath);
    if (builtIn(nameOrPath)) {
      return ManifestJson.read(builtInFile(nameOrPath, StyleManifest.FILE), "the built-in style");
    }
    Path found = Files.isDirectory(named) ? named : Path.of(nameOrPath);
    Path manifest = found.resolve(StyleManifest.FILE);
    if (!Files.isRegularFile(manifest)) {
      return find(nameOrPath).manifest();
    }
    try {
      return ManifestJson.read(Files.readAllBytes(manifest), found.toString());
    } catch (IOException e) {
      throw new BadModel(manifest + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /**
   * Adds a pack under its manifest's name, whole or not at all. It draws in place of a built-in
   * style of that name until it is removed.
   *
   * @param replace true to replace an imported style of that name
   * @throws BadModel if a file of the pack is damaged
   * @throws BadOutput if the name is taken, or the folder cannot be written
   */
  public void add(StylePack pack, boolean replace) {
    String name = pack.whole().manifest().name();
    Path target = folder.resolve(name);
    if (!replace) {
      checkFree(name);
    }
    try {
      Files.createDirectories(folder);
      Path temporary = folder.resolve("." + name + "-" + UUID.randomUUID());
      try {
        Files.createDirectory(temporary);
        pack.writeTo(temporary);
        exchange(temporary, target);
      } finally {
        FileTree.delete(temporary);
      }
    } catch (IOException e) {
      throw new BadOutput(
          "the style cannot be written to " + folder + ": " + FileFailure.reason(e), e);
    }
  }

  /** Replaces a folder by another; if that fails, the old one is restored. */
  private void exchange(Path made, Path target) throws IOException {
    if (!Files.exists(target)) {
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    Path old = folder.resolve("." + target.getFileName() + "-old-" + UUID.randomUUID());
    Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    FileTree.delete(old);
  }

  /** True if that is the name of a style in this store's folder. */
  boolean isImported(String name) {
    return names().contains(name) && !builtIn(name);
  }

  /** The file that processes lock while they add files to an imported style. */
  Path lockFile() {
    return folder.resolve(".lock");
  }

  /**
   * Adds a variant's files to an imported style. Each file appears whole, the manifest last, so
   * that a reader gets the style either without the variant or with all of it.
   *
   * @param name the style's name in this store
   * @param pack that style with a variant that it did not have
   * @throws BadOutput if the folder cannot be written; the style is as it was
   */
  void addFiles(String name, StylePack pack) {
    Path style = folder.resolve(name);
    Set<String> present = Set.copyOf(StylePack.read(style).manifest().files());
    List<Path> written = new ArrayList<>();
    try {
      for (String file : pack.manifest().files()) {
        if (!present.contains(file)) {
          written.add(style.resolve(file));
          AtomicFile.write(style.resolve(file), pack.file(file));
        }
      }
      AtomicFile.write(style.resolve(StyleManifest.FILE), pack.manifest().toJson());
    } catch (BadOutput e) {
      for (Path file : written) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException unused) {
          e.addSuppressed(unused);
        }
      }
      throw e;
    }
  }

  /**
   * Passes if no imported style has that name; that of a built-in style is free.
   *
   * @throws BadOutput if one has
   */
  public void checkFree(String name) {
    if (names().contains(name) && !builtIn(name)) {
      throw new BadOutput(
          "there is a style '" + name + "' already", KatongException.Remedy.REPLACE_STYLE);
    }
  }

  /**
   * Removes an imported style; a built-in style of that name draws again.
   *
   * @throws NoSuchStyle if there is none of that name, or it is built in
   */
  public void remove(String name) {
    if (!names().contains(name) || builtIn(name)) {
      throw new NoSuchStyle(
          builtIn(name)
              ? "the style '" + name + "' is built in and cannot be removed"
              : "there is no style '" + name + "' in " + folder);
    }
    try {
      FileTree.delete(folder.resolve(name));
    } catch (IOException e) {
      throw new BadOutput(
          "the style '" + name + "' cannot be removed: " + FileFailure.reason(e), e);
    }
  }

  /**
   * Writes a style as a zip.
   *
   * @throws NoSuchStyle if there is none of that name
   * @throws BadOutput if the file cannot be written
   */
  public void export(String name, Path zip) {
    try {
      AtomicFile.write(zip, find(name).whole().toZip());
    } catch (IOException e) {
      throw new BadOutput("the style '" + name + "' cannot be zipped: " + FileFailure.reason(e), e);
    }
  }

  private static StylePack readBuiltIn(String name) {
    Map<String, byte[]> files = new HashMap<>();
    byte[] json = builtInFile(name, StyleManifest.FILE);
    files.put(StyleManifest.FILE, json);
    for (String file : ManifestJson.read(json, "the built-in style").files()) {
      files.put(file, builtInFile(name, file));
    }
    return StylePack.of(files, "the built-in style");
  }

  private static byte[] builtInFile(String style, String file) {
    String resource = BUILT_IN_FOLDER + style + "/" + file;
    try (InputStream in = StyleStore.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new BadModel(
            "the built-in style '" + style + "' lacks " + file + "; reinstall Katong");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new BadModel("the built-in style cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
