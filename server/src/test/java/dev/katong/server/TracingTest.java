package dev.katong.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import dev.katong.server.fixture.TraceCollector;
import dev.katong.server.fixture.TraceCollector.Span;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
  @TempDir private Path home;

  @Test
  void picture_withTracing_hasASpanOfEachStageBelowItsRequest() throws Exception {
    try (TraceCollector collector = new TraceCollector()) {
      try (RunningServer server = start(collector.address())) {
        assertThat(server.post("/api/v1/cartoonize", form()).statusCode()).isEqualTo(200);
        assertThat(server.post("/api/v1/cartoonize", cutPhoto()).statusCode()).isEqualTo(422);
      }
      assertThat(collector.paths()).containsOnly("/v1/traces");
      List<Span> requests = named(collector, "http post /api/v1/cartoonize");
      List<Span> pictures = named(collector, "picture");
      assertThat(requests).hasSize(2);
      assertThat(pictures).hasSize(2);
      Span drawn = parentOf(collector, named(collector, "encode").get(0));
      Span request = parentOf(collector, drawn);
      assertThat(requests).contains(request);
      assertThat(request.text()).contains("anybody");
      assertThat(request.nanos()).isGreaterThanOrEqualTo(drawn.nanos());
      assertThat(collector.spans())
          .filteredOn(span -> span.parent().equals(drawn.id()))
          .allMatch(span -> span.trace().equals(request.trace()))
          .allMatch(span -> span.nanos() >= 0 && span.nanos() <= drawn.nanos())
          .extracting(Span::name)
          .contains("queue", "decode", "background", "faces", "composite", "encode");
      assertThat(pictures).filteredOn(span -> span.text().contains("bad-photo")).hasSize(1);
    }
  }

  @Test
  void picture_ofAJob_isATraceOfItsOwn() throws Exception {
    try (TraceCollector collector = new TraceCollector()) {
      try (RunningServer server = start(collector.address() + "/otlp/v1/traces")) {
        FormBody job =
            new FormBody()
                .file("images", "a.png", DrawnPhoto.png(64, 80))
                .text("style", RunningServer.STYLE);
        String path =
            server.post("/api/v1/jobs", job).headers().firstValue("Location").orElseThrow();
        assertThat(new String(server.get(path + "/events").body()).strip()).contains("event:end");
      }
      assertThat(collector.paths()).containsOnly("/otlp/v1/traces");
      assertThat(named(collector, "picture"))
          .singleElement()
          .satisfies(picture -> assertThat(picture.parent()).isEmpty());
    }
  }

  @Test
  void start_withoutTracing_loadsNothingOfIt() throws Exception {
    // Those of a service that was traced before may be ending still.
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      assertThat(server.post("/api/v1/cartoonize", form()).statusCode()).isEqualTo(200);
      Set<Thread> begun = new HashSet<>(Thread.getAllStackTraces().keySet());
      begun.removeAll(before);
      assertThat(begun)
          .isNotEmpty()
          .noneMatch(thread -> thread.getName().startsWith("BatchSpanProcessor"));
    }
  }

  @Test
  void start_withABadAddress_saysSo() {
    assertThatThrownBy(() -> start("collector:4318").close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("katong.tracing is an address such as http://collector:4318");
  }

  private RunningServer start(String address) {
    return RunningServer.start(home, Map.of("katong.tracing", address));
  }

  private static FormBody form() {
    return new FormBody()
        .file("image", "a.png", DrawnPhoto.png(64, 80))
        .text("style", RunningServer.STYLE);
  }

  private static FormBody cutPhoto() {
    byte[] photo = DrawnPhoto.png(64, 80);
    return new FormBody()
        .file("image", "a.png", Arrays.copyOf(photo, photo.length / 2))
        .text("style", RunningServer.STYLE);
  }

  private static List<Span> named(TraceCollector collector, String name) {
    return collector.spans().stream().filter(span -> span.name().equals(name)).toList();
  }

  private static Span parentOf(TraceCollector collector, Span child) {
    return collector.spans().stream()
        .filter(span -> span.id().equals(child.parent()))
        .findFirst()
        .orElseThrow();
  }
}
