package dev.katong.bench;

import dev.katong.face.Face;
import dev.katong.face.HaarDetector;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.image.Photo;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** Finds the face of a portrait of 1024×1024 pixels with the built-in detector. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FaceBenchmark {
  private static final int SIDE = 1024;

  private final HaarDetector detector = HaarDetector.open();
  private final Photo photo = Photo.of(DrawnPortrait.draw(SIDE, SIDE));

  @TearDown
  public void close() {
    photo.close();
    detector.close();
  }

  @Benchmark
  public List<Face> detect() {
    return detector.detect(photo.mat());
  }
}
