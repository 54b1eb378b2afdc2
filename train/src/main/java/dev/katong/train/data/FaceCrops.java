package dev.katong.train.data;

import dev.katong.KatongException.BadPhoto;
import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.face.FaceDetector;
import dev.katong.face.Similarity;
import dev.katong.image.Photo;
import dev.katong.memory.NativeMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pieces of the faces of photos, aligned as a head network gets them, each a little turned, scaled
 * and shifted.
 */
public final class FaceCrops implements CropSource {
  /** Smaller faces, in pixels of their box's width, show too little to learn from. */
  private static final double LEAST_FACE = 64;

  private static final double MOST_TURN = 12;
  private static final double MOST_STRETCH = 0.15;
  private static final double MOST_SHIFT = 14;

  /** The value outside of the photo, as for the head network. */
  private static final double OUTSIDE = 255;

  private record Found(Mat photo, FaceAlignment alignment) {}

  private final int size;
  private final List<Photo> photos = new ArrayList<>();
  private final List<Found> faces = new ArrayList<>();

  /**
   * Finds all faces of photos.
   *
   * @param size the side of an aligned face in pixels
   * @throws BadPhoto if a file is no photo, or there is no face in any of them
   */
  public FaceCrops(List<Path> files, FaceDetector detector, int size) {
    this.size = size;
    try {
      for (Path file : files) {
        Photo photo = Photo.decode(file);
        photos.add(photo);
        for (Face face : detector.detect(photo.mat())) {
          if (face.box().width() >= LEAST_FACE) {
            faces.add(new Found(photo.mat(), FaceAlignment.of(face, size)));
          }
        }
      }
      if (faces.isEmpty()) {
        throw new BadPhoto(
            "there is no face of %.0f pixels or more in the photos; take photos of people"
                .formatted(LEAST_FACE));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The number of faces. */
  public int count() {
    return faces.size();
  }

  /** An aligned face as it is, all of it; closed by the caller. */
  public Mat whole(int index) {
    Found found = faces.get(index);
    return found.alignment().toCrop().warp(found.photo(), size, size, OUTSIDE);
  }

  @Override
  public Mat next(RandomGenerator random, int side) {
    Found found = faces.get(random.nextInt(faces.size()));
    Similarity aligned = found.alignment().toCrop();
    double turn = Math.toRadians(Variation.spread(random, MOST_TURN));
    double scale = Math.exp(Variation.spread(random, MOST_STRETCH));
    double a = scale * Math.cos(turn);
    double b = scale * Math.sin(turn);
    double middle = size / 2.0;
    int slack = Math.max(0, size - side);
    double left = random.nextDouble() * slack;
    double top = random.nextDouble() * slack;
    double shiftX = middle - a * middle + b * middle + Variation.spread(random, MOST_SHIFT) - left;
    double shiftY = middle - b * middle - a * middle + Variation.spread(random, MOST_SHIFT) - top;
    Similarity moved =
        new Similarity(
            a * aligned.a() - b * aligned.b(),
            b * aligned.a() + a * aligned.b(),
            a * aligned.shiftX() - b * aligned.shiftY() + shiftX,
            b * aligned.shiftX() + a * aligned.shiftY() + shiftY);
    try (Mat piece = moved.warp(found.photo(), side, side, OUTSIDE)) {
      return Variation.of(piece, random);
    }
  }

  @Override
  public void close() {
    NativeMemory.release(photos);
  }
}
