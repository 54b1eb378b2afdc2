package dev.katong.bench;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.image.Photo;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Decodes and encodes a portrait of 1024×1024 pixels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PhotoBenchmark {
  private static final int SIDE = 1024;

  /** The format of the file. */
  @Param({"PNG", "JPEG", "WEBP"})
  public PictureFormat format = PictureFormat.PNG;

  private final Photo photo = Photo.of(DrawnPortrait.draw(SIDE, SIDE));
  private byte[] file = {};

  @Setup
  public void encodeOnce() {
    file = encode();
  }

  @TearDown
  public void close() {
    photo.close();
  }

  @Benchmark
  public int decode() {
    try (Photo decoded = Photo.decode(file, "portrait")) {
      return decoded.width();
    }
  }

  @Benchmark
  public byte[] encode() {
    return PictureEncoder.encode(photo.mat(), format, PictureEncoder.DEFAULT_QUALITY);
  }
}
