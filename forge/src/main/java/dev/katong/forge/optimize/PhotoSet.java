package dev.katong.forge.optimize;

import dev.katong.KatongException;
import dev.katong.KatongException.BadPhoto;
import dev.katong.image.PhotoFolder;
import dev.katong.image.PhotoSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The photos of a folder, split: some to learn from, the others to measure on.
 *
 * @param training at least two
 * @param validation held out of everything but measuring; at least one
 * @param skipped sentences about pictures that cannot be used
 */
record PhotoSet(List<Path> training, List<Path> validation, List<String> skipped) {
  /** One photo of each group of this size is held out. */
  private static final int ONE_OF = 4;

  /** Two to learn from, of which quantisation holds one out itself, and one to measure on. */
  private static final int LEAST_PHOTOS = 3;

  /** Smaller pictures tell little, and are smaller than networks' receptive fields. */
  private static final int LEAST_SIDE = 128;

  PhotoSet {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    skipped = List.copyOf(skipped);
  }

  /**
   * The photos that lie directly in a folder; of each, the header is read.
   *
   * @throws BadPhoto if there are fewer than {@value #LEAST_PHOTOS} that can be used
   */
  static PhotoSet of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadPhoto(
          folder
              + (Files.exists(folder) ? " is not a folder" : " does not exist")
              + "; name a folder of photos with --photos");
    }
    List<Path> usable = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (Path file : PhotoFolder.photosIn(folder)) {
      try (PhotoSource photo = PhotoSource.read(file)) {
        if (photo.size().shortSide() < LEAST_SIDE) {
          skipped.add(file + " is smaller than " + LEAST_SIDE + " pixels and is left out");
        } else {
          usable.add(file);
        }
      } catch (KatongException e) {
        skipped.add(e.getMessage() + "; it is left out");
      }
    }
    if (usable.size() < LEAST_PHOTOS) {
      throw new BadPhoto(
          "the folder %s holds %d usable photos; %d are needed at least, and 16 or more are better"
              .formatted(folder, usable.size(), LEAST_PHOTOS));
    }
    return split(usable, skipped);
  }

  private static PhotoSet split(List<Path> usable, List<String> skipped) {
    List<Path> training = new ArrayList<>();
    List<Path> validation = new ArrayList<>();
    for (int i = 0; i < usable.size(); i++) {
      boolean heldOut = i % ONE_OF == 1;
      (heldOut ? validation : training).add(usable.get(i));
    }
    return new PhotoSet(training, validation, skipped);
  }

  /** At most {@code most} photos, spread evenly over the list. */
  static List<Path> some(List<Path> photos, int most) {
    if (photos.size() <= most) {
      return photos;
    }
    List<Path> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(photos.get((int) ((long) i * photos.size() / most)));
    }
    return some;
  }
}
