package dev.katong.bench;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.RequestParser;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Parses the fields of a request for a cartoon, the style's manifest included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestParserBenchmark {
  private static final Map<String, String> FIELDS =
      Map.of(
          "style",
          "3d",
          "strength",
          "0.8",
          "resolution",
          "1024",
          "output_format",
          "jpg",
          "quality",
          "90");

  private final RequestParser parser =
      new RequestParser(
          new Binder(new MapConfigurationPropertySource(Map.of()))
              .bindOrCreate("katong", ServerSettings.class),
          new StyleStore(Path.of("no-such-folder")));

  @Benchmark
  public CartoonizeRequest parse() {
    return parser.read(FIELDS::get);
  }
}
