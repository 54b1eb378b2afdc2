package dev.katong.train.data;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.KatongException.BadPhoto;
import dev.katong.image.Photo;
import dev.katong.memory.NativeMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/** Pieces of whole photos at about the working size of a style, each a little scaled. */
public final class FrameCrops implements CropSource {
  private static final double LEAST_SCALE = 0.7;
  private static final double MOST_SCALE = 1.1;

  private final int workingSize;
  private final List<Photo> photos = new ArrayList<>();

  /**
   * Reads photos.
   *
   * @param workingSize the short side, in pixels, to which larger photos are shrunk
   * @throws BadPhoto if a file is no photo
   */
  public FrameCrops(List<Path> files, int workingSize) {
    this.workingSize = workingSize;
    try {
      for (Path file : files) {
        photos.add(Photo.decode(file));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Mat next(RandomGenerator random, int side) {
    Mat photo = photos.get(random.nextInt(photos.size())).mat();
    int shortSide = Math.min(photo.rows(), photo.cols());
    double fit = Math.min(1, (double) workingSize / shortSide);
    double scale = fit * (LEAST_SCALE + random.nextDouble() * (MOST_SCALE - LEAST_SCALE));
    scale = Math.max(scale, (side + 1.0) / shortSide);
    int source = (int) Math.floor(side / scale);
    int left = random.nextInt(photo.cols() - source + 1);
    int top = random.nextInt(photo.rows() - source + 1);
    try (Mat piece = new Mat();
        Rect place = new Rect(left, top, source, source);
        Mat view = new Mat(photo, place);
        Size size = new Size(side, side)) {
      resize(view, piece, size, 0, 0, scale < 1 ? INTER_AREA : INTER_LINEAR);
      return Variation.of(piece, random);
    }
  }

  @Override
  public void close() {
    NativeMemory.release(photos);
  }
}
