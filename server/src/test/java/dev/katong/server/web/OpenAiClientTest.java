package dev.katong.server.web;

import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.Node;
import dev.katong.server.fixture.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenAiClientTest {
  @TempDir private Path home;

  @Test
  void edit_byOpenAisOwnClient_needsOnlyAnotherAddress() throws Exception {
    Path photo = Files.write(home.resolve("photo.png"), DrawnPhoto.png(300, 400));
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      String url = server.uri("").toString();
      Node.run("openai.mjs", url, RunningServer.STYLE, photo.toAbsolutePath().toString());
    }
  }
}
