package dev.katong.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.ServerProcess;
import dev.katong.style.StyleStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A service that is asked to end while people look at it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes are not asked there, but killed")
class StopTest {
  private static final String SLOW = "slow";

  @TempDir private Path home;

  @Test
  void stop_withOpenStreamsConnectionsAndAPicture_deliversItAndEnds() throws Exception {
    new StyleStore(new KatongHome(home).styles()).add(TinyNetworks.longPack(SLOW, 60), false);
    try (ServerProcess server = ServerProcess.start(home, Map.of("katong.stop.finish", "120s"))) {
      Client client = new Client(server::uri);
      String job =
          Client.json(client.post("/api/v1/jobs", slow("images").file("images", "b.png", photo())))
              .path("id")
              .asString();
      HttpResponse<InputStream> events =
          client
              .http()
              .send(
                  HttpRequest.newBuilder(server.uri("/api/v1/jobs/" + job + "/events")).build(),
                  HttpResponse.BodyHandlers.ofInputStream());
      CompletableFuture<HttpResponse<byte[]>> picture =
          client.postLater("/api/v1/cartoonize", slow("image"));
      while (client.metric("katong_queue_in_flight") < 1) {
        Thread.sleep(20);
      }
      try (Socket page = new Socket("127.0.0.1", server.uri("/").getPort())) {
        assertThat(answer(page, "/actuator/health/liveness")).startsWith("HTTP/1.1 200");
        server.ask();

        assertThat(statusOfReadiness(client)).isEqualTo(503);
        assertThat(answer(page, "/actuator/health/liveness"))
            .as("connections are closed")
            .containsIgnoringCase("connection: close");
        HttpResponse<byte[]> refused = client.post("/api/v1/cartoonize", slow("image"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Client.json(refused).path("code").asString()).isEqualTo("stopping");
        try (InputStream stream = events.body()) {
          assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
              .contains("event:job");
        }
        assertThat(picture.get(5, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
        assertThat(server.ended(20)).as("ended in time").isTrue();
      }
    }
  }

  /** The answer stays ready for a moment, until the signal has arrived. */
  private static int statusOfReadiness(Client client) throws Exception {
    int status = 200;
    for (int tries = 0; status == 200 && tries < 500; tries++) {
      status = client.get("/actuator/health/readiness").statusCode();
      Thread.sleep(10);
    }
    return status;
  }

  /** Asks over a connection that stays open; gives the head. */
  private static String answer(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    StringBuilder head = new StringBuilder();
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.append(line).append('\n');
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    for (int i = 0; i < length; i++) {
      int unused = in.read();
    }
    return head.toString();
  }

  private static FormBody slow(String field) {
    return new FormBody()
        .file(field, "a.png", photo())
        .text("style", SLOW)
        .text("faces", "off")
        .text("resolution", "2048")
        .text("detail", "network");
  }

  private static byte[] photo() {
    return DrawnPhoto.png(400, 500);
  }
}
