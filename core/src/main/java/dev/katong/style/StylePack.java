package dev.katong.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.image.io.FileFailure;
import dev.katong.image.io.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A style pack: the folder or zip that holds a style's manifest, networks and mask. Read from disk
 * with {@link #read}, made by tools with {@link #StylePack(StyleManifest, Map)}.
 */
public final class StylePack {
  private final StyleManifest manifest;
  private final Map<String, PackFile> files;

  /**
   * A pack in memory.
   *
   * @param files contents by name; all that the manifest names
   * @throws BadModel if a file is missing
   */
  public StylePack(StyleManifest manifest, Map<String, byte[]> files) {
    this(PackFile.inMemory(files), manifest);
  }

  private StylePack(Map<String, PackFile> files, StyleManifest manifest) {
    this.manifest = manifest;
    this.files = new TreeMap<>(files);
    this.files.keySet().removeIf(name -> !ManifestValues.isFileName(name));
    this.files.remove(StyleManifest.FILE);
    manifest.files().forEach(this::content);
  }

  /**
   * Reads a pack. Of a folder, files are read when they are asked for, and not kept.
   *
   * @param path a folder or a zip
   * @throws NoSuchStyle if nothing is there
   * @throws BadModel if it is no style pack, or a damaged one
   */
  public static StylePack read(Path path) {
    if (!Files.exists(path)) {
      throw new NoSuchStyle("there is no style pack at " + path);
    }
    try {
      return ofContents(
          Files.isDirectory(path) ? PackFile.ofFolder(path) : PackFile.ofZip(path),
          path.toString());
    } catch (IOException e) {
      throw new BadModel("the style pack " + path + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /**
   * A pack from its files.
   *
   * @param files contents by name, {@code style.json} among them
   * @param where the pack's name in messages
   * @throws BadModel if it is no style pack, or a damaged one
   */
  static StylePack of(Map<String, byte[]> files, String where) {
    try {
      return ofContents(PackFile.inMemory(files), where);
    } catch (IOException e) {
      throw new AssertionError("memory can be read", e);
    }
  }

  private static StylePack ofContents(Map<String, PackFile> files, String where)
      throws IOException {
    PackFile json = files.get(StyleManifest.FILE);
    if (json == null) {
      throw new BadModel(
          where + " is not a style pack: it holds no style.json",
          KatongException.Remedy.IMPORT_STYLE);
    }
    try {
      return new StylePack(files, ManifestJson.read(json.bytes(), where));
    } catch (BadModel e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(where) ? e : new BadModel(where + ": " + message, e);
    }
  }

  public StyleManifest manifest() {
    return manifest;
  }

  /**
   * A file's content; not to be changed. A network's digest is computed at every call, so that a
   * style that loads pays for the networks that it needs and for no others.
   *
   * @throws BadModel if the pack does not hold it, or its digest is not the manifest's
   */
  public byte[] file(String name) {
    byte[] content = read(name);
    String expected = manifest.sha256(name).orElse(null);
    if (expected != null && !sha256(content).equals(expected)) {
      throw new BadModel(
          "the file "
              + name
              + " of the style '"
              + manifest.name()
              + "' is damaged: its SHA-256 is not the one in style.json; import the style again");
    }
    return content;
  }

  /**
   * Passes the pack on if every file is whole.
   *
   * @throws BadModel if one is damaged
   */
  public StylePack whole() {
    manifest.files().forEach(this::file);
    return this;
  }

  private byte[] read(String name) {
    try {
      return content(name).bytes();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private PackFile content(String name) {
    PackFile content = files.get(name);
    if (content == null) {
      throw new BadModel("the style '" + manifest.name() + "' lacks its file " + name);
    }
    return content;
  }

  private BadModel unreadable(String name, IOException cause) {
    return new BadModel(
        "the file %s of the style '%s' cannot be read: %s"
            .formatted(name, manifest.name(), FileFailure.reason(cause)),
        cause);
  }

  /** The size of all its files together. */
  public long bytes() {
    return files.keySet().stream().mapToLong(this::length).sum();
  }

  /** This pack under another name. */
  public StylePack named(String name) {
    return new StylePack(files, manifest.named(name));
  }

  /**
   * This pack with the networks of a variant instead of its own.
   *
   * @param variant a variant's name, or {@link StyleVariant#FULL}
   * @throws NoSuchStyle if there is none of that name; the message lists the names
   */
  public StylePack drawnBy(String variant) {
    if (variant.equals(StyleVariant.FULL)) {
      return this;
    }
    return new StylePack(files, manifest.drawnBy(manifest.needVariant(variant)));
  }

  /**
   * This pack with a variant added, which replaces one of the same name.
   *
   * @param networks the variant's files by name
   * @throws BadModel if one is missing, or has the name of another file of the pack
   */
  public StylePack with(StyleVariant variant, Map<String, byte[]> networks) {
    StylePack rest = manifest.variant(variant.name()).isPresent() ? without(variant.name()) : this;
    Map<String, PackFile> all = new TreeMap<>(rest.files);
    for (Map.Entry<String, PackFile> added : PackFile.inMemory(networks).entrySet()) {
      all.put(added.getKey(), added.getValue());
      // A file that the manifest does not name is left from a process that was ended.
      if (rest.manifest.files().contains(added.getKey())) {
        throw new BadModel(
            "the style '%s' has a file %s already, which belongs to something else"
                .formatted(manifest.name(), added.getKey()));
      }
    }
    return new StylePack(all, rest.manifest.with(variant));
  }

  /**
   * This pack without a variant and its files.
   *
   * @throws NoSuchStyle if there is none of that name; the message lists the names
   */
  public StylePack without(String variant) {
    StyleVariant gone = manifest.needVariant(variant);
    StyleManifest left = manifest.without(variant);
    Map<String, PackFile> rest = new TreeMap<>(files);
    gone.files().stream().filter(file -> !left.files().contains(file)).forEach(rest::remove);
    return new StylePack(rest, left);
  }

  /** The size of a variant's files together; of the style's own networks for {@code full}. */
  public long bytes(String variant) {
    StyleManifest drawn = drawnBy(variant).manifest();
    Set<String> networks = new TreeSet<>(Set.of(drawn.background().file()));
    Optional.ofNullable(drawn.head()).ifPresent(head -> networks.add(head.file()));
    return networks.stream().mapToLong(this::length).sum();
  }

  private long length(String name) {
    try {
      return content(name).length();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** Writes the pack's files into a folder that exists. */
  void writeTo(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : withManifest().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** The pack as the bytes of a zip; the same pack gives the same bytes. */
  byte[] toZip() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, UTF_8)) {
      for (Map.Entry<String, byte[]> file : withManifest().entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** The SHA-256 of {@code content} in lower-case hexadecimal digits. */
  public static String sha256(byte[] content) {
    return Sha256.hex(content);
  }

  private Map<String, byte[]> withManifest() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put(StyleManifest.FILE, manifest.toJson());
    files.keySet().forEach(name -> all.put(name, read(name)));
    return all;
  }
}
