package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.repeat;
import static org.bytedeco.opencv.global.opencv_imgproc.remap;

import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A small 8-bit picture brought to a large size piece by piece: each piece has the very pixels that
 * it has in the whole. For that, places in the small picture are rounded to 1/32 of a pixel, as
 * OpenCV's {@code remap} does it, before a piece is cut out.
 */
public final class Enlargement {
  /** Steps of a pixel's side that {@code remap} tells apart. */
  private static final int STEPS = 32;

  /** Neighbours that bicubic interpolation looks at, on each side. */
  private static final int REACH = 2;

  private final PictureSize small;
  private final PictureSize large;

  public Enlargement(PictureSize small, PictureSize large) {
    this.small = small;
    this.large = large;
  }

  /**
   * A piece of the large picture.
   *
   * @param picture 8-bit, of the small size; not changed
   * @param piece in pixels of the large picture
   * @param interpolation OpenCV's number of it: linear or cubic
   * @return of the piece's size, with the picture's channels; closed by the caller
   */
  public Mat piece(Mat picture, Rect piece, int interpolation) {
    return piece(picture, 0, 0, piece, interpolation);
  }

  /**
   * A piece of the large picture, of which a part only is there when it is small. Beyond the part
   * its border goes on.
   *
   * @param part 8-bit; not changed
   * @param left where the part lies in the small picture
   * @param top where the part lies in the small picture
   * @param piece in pixels of the large picture
   * @param interpolation OpenCV's number of it: linear or cubic
   * @return of the piece's size, with the picture's channels; closed by the caller
   */
  public Mat piece(Mat part, int left, int top, Rect piece, int interpolation) {
    Span across = Span.of(piece.x(), piece.width(), (double) small.width() / large.width());
    Span down = Span.of(piece.y(), piece.height(), (double) small.height() / large.height());
    Span sourceAcross = across.within(left, part.cols());
    Span sourceDown = down.within(top, part.rows());
    Mat result = new Mat();
    try (Rect around =
            new Rect(
                sourceAcross.begin - left,
                sourceDown.begin - top,
                sourceAcross.end - sourceAcross.begin,
                sourceDown.end - sourceDown.begin);
        Mat source = new Mat(part, around);
        Mat row = sourceAcross.places(1, piece.width());
        Mat column = sourceDown.places(piece.height(), 1);
        Mat mapX = new Mat();
        Mat mapY = new Mat();
        Scalar unused = new Scalar()) {
      repeat(row, piece.height(), 1, mapX);
      repeat(column, 1, piece.width(), mapY);
      remap(source, result, mapX, mapY, interpolation, BORDER_REPLICATE, unused);
      return result;
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
  }

  /**
   * The pixels of a piece that a part of the small picture covers.
   *
   * @param piece in pixels of the large picture
   * @return in pixels of the large picture, perhaps empty; closed by the caller
   */
  public Rect touched(int left, int top, int width, int height, Rect piece) {
    double scaleX = (double) large.width() / small.width();
    double scaleY = (double) large.height() / small.height();
    int x = Math.max(piece.x(), (int) Math.floor(left * scaleX));
    int y = Math.max(piece.y(), (int) Math.floor(top * scaleY));
    int right = Math.min(piece.x() + piece.width(), (int) Math.ceil((left + width) * scaleX));
    int bottom = Math.min(piece.y() + piece.height(), (int) Math.ceil((top + height) * scaleY));
    return new Rect(x, y, Math.max(0, right - x), Math.max(0, bottom - y));
  }

  /**
   * The pixels of the small picture that some pixels of the large one need, along one axis.
   *
   * @param scale small pixels for a large one
   * @param from the first pixel of the large picture
   * @param begin the first pixel of the small picture
   * @param end the pixel of the small picture after the last
   */
  private record Span(double scale, int from, int begin, int end) {

    static Span of(int from, int count, double scale) {
      int begin = (int) Math.floor(place(from, scale)) - REACH;
      int end = (int) Math.floor(place(from + count - 1, scale)) + 2 + REACH;
      return new Span(scale, from, begin, end);
    }

    /** This span as far as there are pixels; one pixel at least. */
    Span within(int first, int count) {
      int inside = Math.max(first, Math.min(first + count - 1, begin));
      return new Span(scale, from, inside, Math.max(inside + 1, Math.min(first + count, end)));
    }

    /** Places in what is cut out. */
    Mat places(int rows, int columns) {
      Mat places = new Mat(rows, columns, CV_32FC1);
      try (FloatIndexer values = places.createIndexer()) {
        for (int i = 0; i < rows * columns; i++) {
          values.put(i / columns, i % columns, (float) (place(from + i, scale) - begin));
        }
        return places;
      } catch (RuntimeException e) {
        places.close();
        throw e;
      }
    }

    /** The position of a pixel's middle in the small picture, in whole steps. */
    private static double place(int pixel, double scale) {
      return Math.rint(((pixel + 0.5) * scale - 0.5) * STEPS) / STEPS;
    }
  }
}
