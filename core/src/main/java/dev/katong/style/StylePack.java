package dev.katong.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.katong.FileFailure;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.NoSuchStyle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A style pack: the folder or zip that holds a style's manifest, networks and mask. Read from disk
 * with {@link #read}, made by tools with {@link #StylePack(StyleManifest, Map)}.
 */
public final class StylePack {
  /** A pack unpacks to at most this many bytes; no real style comes near. */
  private static final long MAX_BYTES = 1L << 30;

  private final StyleManifest manifest;
  private final Map<String, byte[]> files;

  /**
   * A pack in memory.
   *
   * @param files contents by name; all that the manifest names
   * @throws BadModel if a file is missing
   */
  public StylePack(StyleManifest manifest, Map<String, byte[]> files) {
    this.manifest = manifest;
    this.files = new TreeMap<>(files);
    this.files.keySet().removeIf(name -> !StyleManifest.isFileName(name));
    this.files.remove(StyleManifest.FILE);
    manifest.files().forEach(this::unchecked);
  }

  /**
   * Reads a pack.
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
      Map<String, byte[]> files = Files.isDirectory(path) ? readFolder(path) : readZip(path);
      return of(files, path.toString());
    } catch (IOException e) {
      throw new BadModel("the style pack " + path + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /**
   * A pack from its files.
   *
   * @param files contents by name, {@code style.json} among them
   * @param where what messages call the pack
   * @throws BadModel if it is no style pack, or a damaged one
   */
  static StylePack of(Map<String, byte[]> files, String where) {
    byte[] json = files.get(StyleManifest.FILE);
    if (json == null) {
      throw new BadModel(
          where
              + " is not a style pack: it holds no style.json; to bring in a DCT-Net folder or an"
              + " ONNX file use 'katong style import'");
    }
    try {
      return new StylePack(StyleManifest.parse(json, where), files);
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
    byte[] content = unchecked(name);
    String expected = manifest.sha256(name).orElse(null);
    if (expected != null && !sha256(content).equals(expected)) {
      throw new BadModel(
          "the file "
              + name
              + " of the style '"
              + manifest.name()
              + "' is damaged: its SHA-256 is not the one in style.json; import the style anew");
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

  private byte[] unchecked(String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new BadModel("the style '" + manifest.name() + "' lacks its file " + name);
    }
    return content;
  }

  /** The size of all its files together. */
  public long bytes() {
    return files.values().stream().mapToLong(content -> content.length).sum();
  }

  /** This pack under another name. */
  public StylePack named(String name) {
    return new StylePack(manifest.named(name), files);
  }

  /** Writes the pack's files into a folder that exists. */
  void writeTo(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : withManifest().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** The pack as the bytes of a zip; the same pack gives the same bytes. */
  byte[] toZip() throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
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
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private Map<String, byte[]> withManifest() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put(StyleManifest.FILE, manifest.toJson());
    all.putAll(files);
    return all;
  }

  private static Map<String, byte[]> readFolder(Path folder) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    long total = 0;
    try (var entries = Files.newDirectoryStream(folder, Files::isRegularFile)) {
      for (Path file : entries) {
        total += Files.size(file);
        checkTotal(total, folder);
        files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static Map<String, byte[]> readZip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < 4 || bytes[0] != 'P' || bytes[1] != 'K') {
      throw new BadModel(file + " is neither a style pack's folder nor a zip");
    }
    Map<String, byte[]> files = new HashMap<>();
    long total = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes), UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          byte[] content = zip.readNBytes((int) (MAX_BYTES - total + 1));
          total += content.length;
          checkTotal(total, file);
          // A pack zipped together with its folder is as good as one zipped inside it.
          String name = entry.getName();
          files.put(name.substring(name.lastIndexOf('/') + 1), content);
        }
      }
    }
    return files;
  }

  private static void checkTotal(long total, Path where) {
    if (total > MAX_BYTES) {
      throw new BadModel(where + " holds more than a style pack's 1 GB; it is not used");
    }
  }
}
