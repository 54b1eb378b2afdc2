package dev.katong.train.data;

import dev.katong.KatongException.BadPhoto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The photos of a training: those to train on, and those held out for validation. Every tenth in
 * the order of names is held out, so that a training that is continued later holds out the same.
 *
 * @param learnt at least one
 * @param held at least one, none of {@code learnt}
 */
public record PhotoSplit(List<Path> learnt, List<Path> held) {
  /** The most photos of a training. More are not needed, and all are kept in memory. */
  private static final int MOST = 500;

  private static final int ONE_HELD_OF = 10;
  private static final int WHICH_HELD = 3;

  public PhotoSplit {
    learnt = List.copyOf(learnt);
    held = List.copyOf(held);
  }

  /**
   * Divides photos.
   *
   * @param photos at least 4; of more than 500, 500 are taken, spread evenly
   * @throws BadPhoto if there are too few
   */
  public static PhotoSplit of(List<Path> photos) {
    if (photos.size() <= WHICH_HELD) {
      throw new BadPhoto(
          "there are %d photos to learn from; take at least %d, better some hundred"
              .formatted(photos.size(), WHICH_HELD + 1));
    }
    List<Path> sorted = photos.stream().distinct().sorted().toList();
    int count = Math.min(MOST, sorted.size());
    List<Path> learnt = new ArrayList<>();
    List<Path> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path photo = sorted.get((int) ((long) i * sorted.size() / count));
      (i % ONE_HELD_OF == WHICH_HELD ? held : learnt).add(photo);
    }
    return new PhotoSplit(learnt, held);
  }
}
