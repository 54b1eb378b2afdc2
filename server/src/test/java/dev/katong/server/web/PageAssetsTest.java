package dev.katong.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.RunningServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageAssetsTest {
  private static final Pattern ASSET = Pattern.compile("\"[./]*(assets/[^\"]+[^\"/])\"");

  @TempDir private Path home;

  @Test
  void assets_areKeptForGood_andDocumentsAreAskedForAgain() throws Exception {
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      for (String path : List.of("/", "/docs/index.html")) {
        HttpResponse<byte[]> document = server.get(path);
        assertThat(document.headers().firstValue("Cache-Control")).contains("no-cache");
        String tag = document.headers().firstValue("ETag").orElseThrow();
        assertThat(server.get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
        List<String> assets =
            ASSET
                .matcher(Client.text(document))
                .results()
                .map((MatchResult asset) -> "/" + asset.group(1))
                .toList();
        assertThat(assets).hasSizeGreaterThan(3);
        for (String asset : assets) {
          HttpResponse<byte[]> file = server.get(asset);
          assertThat(file.statusCode()).as(asset).isEqualTo(200);
          assertThat(file.headers().firstValue("Cache-Control").orElseThrow())
              .as(asset)
              .contains("immutable")
              .contains("max-age=31536000");
        }
      }
    }
  }

  @Test
  void assets_belowAnotherVersion_areNotThere() throws Exception {
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      assertThat(server.get("/assets/0000000000000000/app.js").statusCode()).isEqualTo(404);
      assertThat(server.get("/app.js").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void documents_belowABasePath_areReachedWithAndWithoutTheSlash() throws Exception {
    try (RunningServer server =
        RunningServer.start(home, Map.of("spring.webflux.base-path", "/katong"))) {
      HttpResponse<byte[]> bare = server.get("/katong");
      assertThat(bare.statusCode()).isEqualTo(307);
      assertThat(bare.headers().firstValue("Location")).contains("/katong/");
      assertThat(Client.text(server.get("/katong/"))).contains("<katong-app>");
      assertThat(server.get("/katong/docs").headers().firstValue("Location"))
          .contains("docs/index.html");
    }
  }
}
