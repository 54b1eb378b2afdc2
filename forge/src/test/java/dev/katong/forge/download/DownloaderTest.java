package dev.katong.forge.download;

import static dev.katong.fixture.ModelScopeServer.altered;
import static dev.katong.fixture.ModelScopeServer.breakingOffAfter;
import static dev.katong.fixture.ModelScopeServer.status;
import static dev.katong.fixture.ModelScopeServer.truncatedTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.BadOutput;
import dev.katong.fixture.ModelScopeServer;
import dev.katong.style.StylePack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DownloaderTest {
  private static final String MODEL = "iic/model";
  private static final int LENGTH = 300_000;
  private static final int SOME = 100_000;
  private static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMillis(1), 3);

  @TempDir private Path folder;
  private final byte[] content = new byte[LENGTH];
  private final ModelScopeServer server = new ModelScopeServer();
  private final Heard heard = new Heard();

  @BeforeEach
  void offer() {
    new Random(1).nextBytes(content);
    server.with(MODEL, "net.pb", content);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void fetch_ofAFile_isWholeAndTold() {
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(names()).containsExactly("net.pb");
    assertThat(server.requests()).containsExactly("files", "net.pb");
    assertThat(heard.lines)
        .containsExactly("begin test 0 of " + LENGTH, "fetched net.pb " + LENGTH);
    assertThat(heard.progress).isSorted().endsWith((long) LENGTH);
  }

  @Test
  void fetch_afterTheConnectionBroke_goesOnWhereItEnded() {
    server.failing(breakingOffAfter(SOME));
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(server.requests()).hasSize(3).last().asString().startsWith("net.pb bytes=");
    assertThat(heard.lines.get(1))
        .startsWith("note the connection to 127.0.0.1:" + server.port() + " broke; trying again");
  }

  @Test
  void fetch_ofAServiceThatSends206_goesOnToo() {
    server.withPartialContent().failing(breakingOffAfter(SOME));
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(server.requests().get(2)).startsWith("net.pb bytes=");
  }

  @Test
  void fetch_ofAServiceWithoutRanges_beginsAgain() {
    server.withoutRanges().failing(breakingOffAfter(SOME));
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
  }

  @Test
  void fetch_thatBreaksOffAlways_leavesThePartForTheNextCall() throws IOException {
    server.failing(breakingOffAfter(SOME));
    for (int i = 0; i < QUICK.attempts(); i++) {
      server.failing(status(503));
    }
    assertThatThrownBy(this::fetch)
        .isInstanceOf(BadDownload.class)
        .hasMessageContaining("answers with status 503; try again later");
    assertThat(names()).singleElement().asString().matches("net\\.pb\\.[0-9a-f]{12}\\.part");
    long there = Files.size(folder.resolve(names().get(0)));
    assertThat(there).isPositive();
    heard.lines.clear();
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(heard.lines.get(0)).isEqualTo("begin test " + there + " of " + LENGTH);
    assertThat(server.requests()).endsWith("net.pb bytes=" + there + "-");
  }

  @Test
  void fetch_ofATruncatedAnswer_asksForTheRest() {
    server.failing(truncatedTo(SOME));
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(server.requests()).endsWith("net.pb bytes=" + SOME + "-");
  }

  @Test
  void fetch_ofAnAnswerThatFallsSilent_asksForTheRest() {
    server.failing(server.fallingSilentAfter(SOME));
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(heard.lines).anyMatch(line -> line.contains("has sent nothing for 2 s"));
  }

  @Test
  void fetch_ofOtherBytes_isRefusedAndLeavesNothing() {
    server.failing(altered());
    assertThatThrownBy(this::fetch)
        .isInstanceOf(BadDownload.class)
        .hasMessageContaining("net.pb came damaged from 127.0.0.1:" + server.port())
        .hasMessageContaining("should be " + StylePack.sha256(content));
    assertThat(names()).isEmpty();
  }

  @Test
  void fetch_withAPartThatDoesNotFit_beginsAgainOnce() throws IOException {
    Path part = folder.resolve("net.pb." + StylePack.sha256(content).substring(0, 12) + ".part");
    Files.write(part, new byte[SOME]);
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(heard.lines.get(1)).contains("what an earlier call left of net.pb does not fit");
  }

  @Test
  void fetch_ofAnotherVersion_doesNotContinueTheOldPart() throws IOException {
    Files.write(folder.resolve("net.pb.0123456789ab.part"), new byte[SOME]);
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(server.requests()).containsExactly("files", "net.pb");
  }

  @Test
  void fetch_ofWhatIsThere_asksForNothing() throws IOException {
    Files.write(folder.resolve("net.pb"), content);
    fetch();
    assertThat(server.requests()).containsExactly("files");
    Files.write(folder.resolve("net.pb"), new byte[LENGTH]);
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
  }

  @Test
  void fetch_withoutADigest_goesByTheLength() throws IOException {
    server.withoutDigests();
    Files.write(folder.resolve("net.pb.part"), new byte[SOME]);
    fetch();
    assertThat(folder.resolve("net.pb")).hasBinaryContent(content);
    assertThat(server.requests()).containsExactly("files", "net.pb");
  }

  @Test
  void fetch_ofAFileThatIsGone_saysSoAtOnce() {
    List<RemoteFile> listed = files();
    server.with(MODEL, "other.pb", content).failing(status(404));
    assertThatThrownBy(() -> fetch(listed))
        .isInstanceOf(BadDownload.class)
        .hasMessageContaining("has no net.pb (status 404)");
    assertThat(server.requests()).containsExactly("files", "net.pb");
  }

  @Test
  void fetch_ofALongerFile_isRefused() {
    List<RemoteFile> listed = files();
    server.with(MODEL, "net.pb", new byte[LENGTH + 1]);
    assertThatThrownBy(() -> fetch(listed))
        .isInstanceOf(BadDownload.class)
        .hasMessageContaining("more than the " + LENGTH + " bytes of net.pb");
  }

  @Test
  void fetch_withoutAService_saysHowToReachOneAtOnce() {
    List<RemoteFile> listed = files();
    server.close();
    assertThatThrownBy(() -> fetch(listed))
        .isInstanceOf(BadDownload.class)
        .hasMessageContaining("127.0.0.1:" + server.port() + " cannot be reached")
        .hasMessageContaining("-Dhttps.proxyHost=HOST");
    assertThat(heard.lines).noneMatch(line -> line.contains("trying again"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fetch_toAFullDisk_saysToFreeSpace() throws IOException {
    Path part = folder.resolve("net.pb." + StylePack.sha256(content).substring(0, 12) + ".part");
    Files.createSymbolicLink(part, Path.of("/dev/full"));
    assertThatThrownBy(this::fetch)
        .isInstanceOf(BadOutput.class)
        .hasMessageContaining("No space left on device; free disk space");
    Files.delete(part);
  }

  @Test
  void open_ofAFolderThatAnotherHolds_saysSo() {
    Path downloads = folder.resolve("downloads");
    try (DownloadFolder held = DownloadFolder.open(downloads, "anime")) {
      assertThatThrownBy(() -> DownloadFolder.open(downloads, "anime"))
          .isInstanceOf(BadOutput.class)
          .hasMessageContaining("another katong is fetching 'anime'");
      assertThat(held.path()).isDirectory();
    }
    assertThat(downloads).doesNotExist();
  }

  private List<RemoteFile> files() {
    return new ModelScope(URI.create(server.endpoint()), ModelScope.REVISION)
        .files(MODEL, QUICK, heard);
  }

  private void fetch() {
    fetch(files());
  }

  private void fetch(List<RemoteFile> files) {
    new Downloader(QUICK, heard).fetch("test", files, folder);
  }

  private List<String> names() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Heard implements DownloadListener {
    private final List<String> lines = new ArrayList<>();
    private final List<Long> progress = new ArrayList<>();

    @Override
    public void begin(String what, long there, long bytes) {
      lines.add("begin " + what + " " + there + " of " + bytes);
    }

    @Override
    public void progress(long there) {
      progress.add(there);
    }

    @Override
    public void fetched(String file, long bytes) {
      lines.add("fetched " + file + " " + bytes);
    }

    @Override
    public void note(String sentence) {
      lines.add("note " + sentence);
    }
  }
}
