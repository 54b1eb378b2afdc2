package dev.katong.server.web;

import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.NodeScripts;
import dev.katong.server.fixture.RunningServer;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenAiClientTest {
  @TempDir private Path home;

  @Test
  void edit_byOpenAisOwnClient_needsOnlyAnotherAddress() throws Exception {
    Path photo = photo();
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      String url = server.uri("").toString();
      NodeScripts.run("openai.mjs", url, RunningServer.STYLE, photo.toAbsolutePath().toString());
    }
  }

  /** A photo with a transparent upper half. */
  private Path photo() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(DrawnPhoto.png(300, 400)));
    BufferedImage cut = new BufferedImage(300, 400, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = cut.createGraphics();
    graphics.setClip(0, 200, 300, 200);
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    Path file = home.resolve("photo.png");
    ImageIO.write(cut, "png", file.toFile());
    return file;
  }
}
