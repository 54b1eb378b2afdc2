package dev.katong.forge.optimize;

import dev.katong.KatongException.BadPhoto;
import dev.katong.KatongException.NoFace;
import dev.katong.face.FaceDetector;
import dev.katong.forge.Portrait;
import dev.katong.image.PhotoSource;
import dev.katong.memory.NativeMemory;
import dev.katong.style.StyleManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The pictures that a style's networks are calibrated and measured on. It owns the pictures until
 * it is closed.
 *
 * @param photos the files to learn from
 * @param training pictures that the networks get of some of them
 * @param validation pictures that they get of other photos, which are not learnt from
 */
record CalibrationData(List<Path> photos, Samples training, Samples validation)
    implements AutoCloseable {
  /** More would not calibrate better, and each takes 2 MB and a run of the network. */
  private static final int MOST_TRAINING = 16;

  /** Quantisation holds one out itself. */
  private static final int LEAST_TRAINING = 2;

  private static final int MOST_VALIDATION = 8;

  /**
   * The material of a folder; without one, a drawn portrait to measure on.
   *
   * @throws BadPhoto if the folder holds too few photos that can be used
   * @throws NoFace if the style draws heads and no photo shows a face
   */
  static CalibrationData of(
      StyleManifest style,
      Optional<Path> folder,
      Optional<FaceDetector> detector,
      OptimizeListener listener) {
    Samples training = new Samples(style, detector);
    Samples validation = new Samples(style, detector);
    CalibrationData material;
    try {
      if (folder.isPresent()) {
        PhotoSet photos = PhotoSet.of(folder.get());
        photos.skipped().forEach(listener::note);
        listener.step(
            "look at %d photos".formatted(photos.training().size() + photos.validation().size()));
        fill(training, PhotoSet.some(photos.training(), MOST_TRAINING), listener);
        fill(validation, PhotoSet.some(photos.validation(), MOST_VALIDATION), listener);
        material = new CalibrationData(photos.training(), training, validation);
      } else {
        try (PhotoSource portrait = PhotoSource.of(Portrait.jpeg(), "the drawn portrait")) {
          validation.add(portrait);
        }
        material = new CalibrationData(List.of(), training, validation);
      }
      material.check(style, folder.isPresent());
      return material;
    } catch (RuntimeException e) {
      NativeMemory.release(training, validation);
      throw e;
    }
  }

  /** A photo whose header is well and whose pixels are not is left out. */
  private static void fill(Samples samples, List<Path> photos, OptimizeListener listener) {
    for (Path photo : photos) {
      try (PhotoSource source = PhotoSource.read(photo)) {
        samples.add(source);
      } catch (BadPhoto e) {
        listener.note(e.getMessage() + "; it is left out");
      }
    }
  }

  private void check(StyleManifest style, boolean learns) {
    if (validation.frames().isEmpty() || (learns && training.frames().size() < LEAST_TRAINING)) {
      throw new BadPhoto("too few of the photos can be decoded; add some to the folder");
    }
    boolean lacksFaces =
        validation.faces().isEmpty() || (learns && training.faces().size() < LEAST_TRAINING);
    if (style.head() != null && lacksFaces) {
      throw new NoFace(
          ("too few faces were found in the photos %s, and the style '%s' draws faces with a network of"
                  + " their own; add photos of people")
              .formatted(
                  validation.faces().isEmpty() ? "kept for measuring" : "to learn from",
                  style.name()));
    }
  }

  @Override
  public void close() {
    NativeMemory.release(training, validation);
  }
}
