package dev.katong.bench;

import dev.katong.Cancellation;
import dev.katong.Options;
import dev.katong.fixture.ColourDifference;
import dev.katong.forge.style.StyleImport;
import dev.katong.image.Lab;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import dev.katong.network.Tiling;
import dev.katong.pipeline.FinishOptions;
import dev.katong.pipeline.Pipeline;
import dev.katong.plan.TileGrid;
import dev.katong.style.Style;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * The strips that a network draws at the border, by how far the frame is continued beyond it. A
 * crop of each photo is drawn alone, and compared with the same part of the drawing of the whole
 * photo: CIEDE2000, in the mean over the 32 pixels along the crop's border, in the mean of the
 * worst hundredth of them, and in the mean over the rest. {@code java -cp …
 * dev.katong.bench.Borders STYLE MARGIN,MARGIN… PHOTO...}; STYLE is a style's name or a folder of
 * DCT-Net. The first margin but 0 should be the network's reach or more: then whole photos show no
 * border.
 */
public final class Borders {
  private static final int STRIP = 32;
  private static final int CUT = 96;
  private static final int MULTIPLE = 16;
  private static final int WORKING_SIZE = 720;

  private Borders() {}

  public static void main(String[] a) {
    int[] margins = Arrays.stream(a[1].split(",")).mapToInt(Integer::parseInt).toArray();
    Map<Integer, double[]> sums = new TreeMap<>();
    try (Style style = Style.load(pack(a[0]), 2)) {
      for (int i = 2; i < a.length; i++) {
        try (Photo photo = Photo.decode(Path.of(a[i]));
            Mat view =
                PictureSize.of(photo.mat()).withShortSideAtMost(WORKING_SIZE).fit(photo.mat());
            Rect place = new Rect(CUT, CUT, view.cols() - 2 * CUT, view.rows() - 2 * CUT);
            Mat crop = new Mat(view, place).clone();
            Mat whole = drawn(style, view, CUT);
            Mat truth = new Mat(whole, place)) {
          for (int margin : margins) {
            long start = System.nanoTime();
            try (Mat alone = drawn(style, crop, margin)) {
              double[] found = compared(alone, truth, (System.nanoTime() - start) / 1e6);
              double[] sum = sums.computeIfAbsent(margin, it -> new double[found.length]);
              for (int j = 0; j < found.length; j++) {
                sum[j] += found[j];
              }
            }
          }
        }
      }
    }
    int photos = a.length - 2;
    sums.forEach(
        (margin, sum) ->
            System.out.printf(
                Locale.ROOT,
                "%s margin %3d: strip %.2f, worst hundredth %.2f, inside %.3f; %.0f ms%n",
                Path.of(a[0]).getFileName(),
                margin,
                sum[0] / photos,
                sum[1] / photos,
                sum[2] / photos,
                sum[3] / photos));
  }

  private static StylePack pack(String style) {
    Path folder = Path.of(style);
    return Files.isDirectory(folder)
        ? StyleImport.dctNet(folder, folder.getFileName().toString())
        : new StyleStore(Path.of("nowhere")).find(style);
  }

  private static Mat drawn(Style style, Mat view, int margin) {
    PictureSize size = PictureSize.of(view);
    PictureSize continued = new PictureSize(size.width() + 2 * margin, size.height() + 2 * margin);
    TileGrid grid = TileGrid.whole(continued.roundedUpTo(MULTIPLE)).around(margin);
    try (Pipeline pipeline =
        new Pipeline(
            style,
            view,
            new Pipeline.Sizes(size, size, size),
            Options.Composition.REFERENCE,
            FinishOptions.NONE,
            Cancellation.NEVER)) {
      pipeline.drawBackground(grid, Tiling.EXACT, done -> {});
      return pipeline.finish();
    }
  }

  private static double[] compared(Mat alone, Mat truth, double millis) {
    List<Double> strip = new ArrayList<>();
    double inside = 0;
    long pixelsInside = 0;
    try (Mat aloneLab = Lab.of(alone);
        Mat truthLab = Lab.of(truth);
        FloatIndexer one = aloneLab.createIndexer();
        FloatIndexer other = truthLab.createIndexer()) {
      float[] drawn = new float[3];
      float[] wanted = new float[3];
      for (int y = 0; y < alone.rows(); y++) {
        for (int x = 0; x < alone.cols(); x++) {
          int toBorder =
              Math.min(Math.min(x, y), Math.min(alone.cols() - 1 - x, alone.rows() - 1 - y));
          one.get(y, x, drawn);
          other.get(y, x, wanted);
          double difference = ColourDifference.of(values(drawn), values(wanted));
          if (toBorder < STRIP) {
            strip.add(difference);
          } else {
            inside += difference;
            pixelsInside++;
          }
        }
      }
    }
    Collections.sort(strip);
    List<Double> worst = strip.subList(strip.size() - strip.size() / 100, strip.size());
    return new double[] {mean(strip), mean(worst), inside / pixelsInside, millis};
  }

  private static double[] values(float[] lab) {
    return new double[] {lab[0], lab[1], lab[2]};
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
