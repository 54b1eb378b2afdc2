package dev.katong.bench;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.image.Enlargement;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Enlarges a picture of 720×720 pixels to 2048×2048, as detail of the photo is added. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EnlargementBenchmark {
  private static final int SMALL = 720;
  private static final int LARGE = 2048;

  private final Photo photo = Photo.of(DrawnPortrait.draw(SMALL, SMALL));
  private final Enlargement enlargement =
      new Enlargement(new PictureSize(SMALL, SMALL), new PictureSize(LARGE, LARGE));
  private final Rect whole = new Rect(0, 0, LARGE, LARGE);

  @TearDown
  public void close() {
    whole.close();
    photo.close();
  }

  @Benchmark
  public int enlarge() {
    try (Mat enlarged = enlargement.piece(photo.mat(), whole, INTER_CUBIC)) {
      return enlarged.cols();
    }
  }
}
