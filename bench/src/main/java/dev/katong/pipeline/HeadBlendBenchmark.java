package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.face.FaceAlignment;
import dev.katong.face.Similarity;
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

/** Composes a head of 288×288 pixels into a picture, in which it is twice as large and tilted. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadBlendBenchmark {
  private static final int SIDE = 1024;
  private static final int HEAD = 288;

  private final FaceAlignment alignment =
      new FaceAlignment(new Similarity(0.49, 0.1, -100, -80), HEAD);
  private final Mat canvas = new Mat(SIDE, SIDE, CV_8UC3, Scalar.all(80));
  private final Mat head = new Mat(HEAD, HEAD, CV_8UC3, Scalar.all(120));
  private final Mat mask = new Mat(HEAD, HEAD, CV_32FC1, Scalar.all(0.5));

  @TearDown
  public void close() {
    canvas.close();
    head.close();
    mask.close();
  }

  @Benchmark
  public void blend() {
    HeadBlend.blend(canvas, head, mask, alignment);
  }
}
