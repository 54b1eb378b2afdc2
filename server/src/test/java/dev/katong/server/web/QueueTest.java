package dev.katong.server.web;

import static dev.katong.server.fixture.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import dev.katong.style.StyleStore;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueTest {
  private static final String SLOW = "slow";

  @TempDir private Path home;

  @Test
  void cartoonize_inAFullHouse_isSentAwayAtOnce() throws Exception {
    try (RunningServer server = started(Map.of("katong.queue", "2"))) {
      List<CompletableFuture<HttpResponse<byte[]>>> replies = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        replies.add(server.postLater("/api/v1/cartoonize", slow()));
      }
      int drawn = 0;
      for (CompletableFuture<HttpResponse<byte[]>> future : replies) {
        HttpResponse<byte[]> reply = future.get();
        if (reply.statusCode() == 200) {
          drawn++;
        } else {
          assertThat(reply.statusCode()).isEqualTo(429);
          assertThat(json(reply).path("code").asString()).isEqualTo("queue-full");
          int seconds = Integer.parseInt(reply.headers().firstValue("Retry-After").orElseThrow());
          assertThat(seconds).isPositive();
        }
      }
      assertThat(drawn).isBetween(2, 11);
      assertThat(server.post("/api/v1/cartoonize", slow()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void cartoonize_afterItsDeadline_isGivenUp() throws Exception {
    try (RunningServer server = started(Map.of("katong.deadline", "1ms"))) {
      HttpResponse<byte[]> reply = server.post("/api/v1/cartoonize", slow());

      assertThat(reply.statusCode()).isEqualTo(503);
      assertThat(json(reply).path("code").asString()).isEqualTo("deadline");
      assertThat(reply.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void cartoonize_whoseClientHangsUp_isStopped() throws Exception {
    try (RunningServer server = started(Map.of())) {
      CompletableFuture<HttpResponse<byte[]>> reply =
          server.postLater("/api/v1/cartoonize", slow());
      while (server.metric("katong_queue_in_flight") < 1) {
        Thread.sleep(5);
      }
      reply.cancel(true);
      while (server.metric("katong_queue_in_flight") > 0) {
        Thread.sleep(5);
      }
      assertThat(
              server.metric(
                  "katong_pictures_total{key=\"anybody\",outcome=\"cancelled\",priority=\"single\",style=\"slow\"}"))
          .isEqualTo(1);
    }
  }

  /** A large picture by a network that takes its time with it. */
  private static FormBody slow() {
    return new FormBody()
        .file("image", "a.png", DrawnPhoto.png(400, 500))
        .text("style", SLOW)
        .text("faces", "off")
        .text("resolution", "2048")
        .text("detail", "network");
  }

  private RunningServer started(Map<String, String> settings) {
    new StyleStore(new KatongHome(home).styles()).add(TinyNetworks.longPack(SLOW, 60), false);
    return RunningServer.start(home, settings);
  }
}
