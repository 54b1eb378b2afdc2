package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.plan.TileAxis;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.jspecify.annotations.NullMarked;
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

/** Blends the second of two tiles, 64 pixels of halo each, into a row of 1024 pixels. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SeamBlendBenchmark {
  private static final int SIDE = 1024;
  private static final int HALO = 64;

  private final TileAxis across = TileAxis.cut(SIDE, 2, HALO, 1);
  private final Mat strip = new Mat(SIDE, SIDE, CV_8UC3, Scalar.all(80));
  private final Mat tile = new Mat(SIDE, across.window(), CV_8UC3, Scalar.all(120));

  @TearDown
  public void close() {
    strip.close();
    tile.close();
  }

  @Benchmark
  public void right() {
    SeamBlend.right(strip, tile, across, 1);
  }
}
