package dev.katong.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.NodeScripts;
import dev.katong.server.fixture.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser; the screenshots are left in {@code target/page}. */
class PageTest {
  private static final String KEY = "a-key-for-the-tests-of-the-page";
  private static final String ADMIN_KEY = "an-administrators-key-for-the-same";

  @TempDir private Path home;

  @Test
  void page_inABrowser_doesWhatPeopleAskOfIt() throws Exception {
    use("page.mjs", "", Map.of());
  }

  @Test
  void page_ofAServiceWithKeysBelowABasePath_asksForThem() throws Exception {
    use(
        "page-keys.mjs",
        "/katong",
        Map.of(
            "katong.base-path",
            "/katong",
            "katong.keys.tester",
            KEY,
            "katong.admins.owner",
            ADMIN_KEY));
  }

  private void use(String script, String path, Map<String, String> settings) throws Exception {
    Optional<Path> chromium = chromium();
    assumeTrue(chromium.isPresent(), "Chromium is not installed");
    Path folder = Files.createDirectories(Path.of("target/page")).toAbsolutePath();
    Files.write(folder.resolve("photo.png"), DrawnPhoto.png(300, 400));
    Files.write(folder.resolve("large.png"), DrawnPhoto.png(1600, 2000));
    Files.writeString(folder.resolve("broken.png"), "this is no picture");
    try (RunningServer server = RunningServer.start(home, settings)) {
      NodeScripts.run(
          script,
          chromium.get().toString(),
          server.uri(path).toString(),
          RunningServer.STYLE,
          folder.toString(),
          KEY,
          ADMIN_KEY);
    }
  }

  private static Optional<Path> chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
