package dev.katong.forge.style;

import dev.katong.KatongException.BadModel;
import dev.katong.image.io.FileFailure;
import dev.katong.style.StyleManifest.SourceFile;
import dev.katong.style.StylePack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a DCT-Net style as ModelScope gives it: {@code cartoon_bg.pb}, {@code cartoon_h.pb}
 * and {@code alpha.jpg}, or the older names {@code cartoon_anime_bg.pb} and so on.
 *
 * @param background the TensorFlow frozen graph that draws whole frames
 * @param head the one that draws aligned faces
 * @param mask the picture by which heads are blended in
 */
public record DctNetFolder(Path background, Path head, Path mask) {
  /** DCT-Net was trained at this short side, in pixels, */
  public static final int WORKING_SIZE = 720;

  /** and on aligned faces of this side. */
  public static final int HEAD_SIZE = 288;

  /** Whom the styles are by. */
  public static final String AUTHORS = "DCT-Net (Men et al., 2022) by its authors";

  private static final String MASK = "alpha.jpg";

  /**
   * Looks into a folder.
   *
   * @throws BadModel if a file is missing
   */
  public static DctNetFolder of(Path folder) {
    List<String> files = choose(names(folder), folder.toString());
    return new DctNetFolder(
        folder.resolve(files.get(0)), folder.resolve(files.get(1)), folder.resolve(files.get(2)));
  }

  /**
   * Chooses the files of a folder that make the style: background, head and mask, in this order.
   *
   * @param names of all its files
   * @param folder what messages call it
   * @throws BadModel if one is missing
   */
  public static List<String> choose(Collection<String> names, String folder) {
    String background = find(names, "bg", folder);
    String head = find(names, "h", folder);
    if (!names.contains(MASK)) {
      throw new BadModel(
          folder + " lacks alpha.jpg, the mask that blends heads in; copy the whole model folder");
    }
    return List.of(background, head, MASK);
  }

  /** The files with their digests. */
  List<SourceFile> sources() {
    return List.of(source(background), source(head), source(mask));
  }

  /** A file that a style was made from. */
  static SourceFile source(Path file) {
    return new SourceFile(String.valueOf(file.getFileName()), StylePack.sha256(read(file)));
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /** {@code cartoon_KIND.pb}, else the first {@code cartoon_*_KIND.pb}. */
  private static String find(Collection<String> names, String kind, String folder) {
    String usual = "cartoon_" + kind + ".pb";
    return names.contains(usual)
        ? usual
        : names.stream()
            .filter(name -> name.matches("cartoon_[a-z0-9-]+_" + kind + "\\.pb"))
            .sorted()
            .findFirst()
            .orElseThrow(
                () ->
                    new BadModel(
                        folder
                            + " is not a DCT-Net model folder: it holds no "
                            + usual
                            + "; name the folder with cartoon_bg.pb, cartoon_h.pb and alpha.jpg"));
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isRegularFile)
          .map(file -> String.valueOf(file.getFileName()))
          .toList();
    } catch (IOException e) {
      throw new BadModel("the folder " + folder + " cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
