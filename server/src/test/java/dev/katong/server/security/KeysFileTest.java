package dev.katong.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.server.fixture.RunningServer;
import dev.katong.server.service.KeyLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysFileTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final int TRIES = 200;

  @TempDir private Path folder;

  private KeysFile file() {
    return new KeysFile(folder.resolve("keys"));
  }

  @Test
  void read_takesNamesRolesLimitsAndDays() throws Exception {
    Files.writeString(
        file().path(),
        """
        # people
          alice client sha256:%s expires=2027-06-30 in-flight=2 requests=60 jobs=5 bytes=2g

        bob   admin sha256:%s expires=2027-06-30T12:00:00Z bytes=0
        """
            .formatted(DIGEST, DIGEST.toUpperCase(java.util.Locale.ROOT)));
    KeyLimits defaults = new KeyLimits(1, 2, 3, 4);
    assertThat(file().read(defaults))
        .containsExactly(
            new ApiKey(
                "alice",
                Role.CLIENT,
                DIGEST,
                Instant.parse("2027-07-01T00:00:00Z"),
                new KeyLimits(2, 60, 5, 2L << 30)),
            new ApiKey(
                "bob",
                Role.ADMIN,
                DIGEST,
                Instant.parse("2027-06-30T12:00:00Z"),
                new KeyLimits(1, 2, 3, 0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alice client|NAME client|admin sha256:DIGEST",
        "alice root sha256:DIGEST|neither client nor admin",
        "alice client sha256:12|64 hexadecimal digits",
        "anybody client sha256:DIGEST|cannot be a key's name",
        "alice client sha256:DIGEST expires=soon|neither a day",
        "alice client sha256:DIGEST requests=many|is a number",
        "alice client sha256:DIGEST requests=-1|not negative",
        "alice client sha256:DIGEST colour=red|none of expires=",
      })
  void read_ofAWrongLine_saysWhichAndWhy(String line, String told) throws Exception {
    Files.writeString(file().path(), "# first\n" + line.replace("DIGEST", DIGEST) + "\n");
    assertThatThrownBy(() -> file().read(KeyLimits.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2 of")
        .hasMessageContaining(told.split("\\|")[0]);
  }

  @Test
  void service_readsTheFileAgainAndKeepsItsKeysWhenItIsBroken() throws Exception {
    KeysFile file = file();
    file.add("alice", Role.CLIENT, ApiKey.digest("alice-secret-0123"), List.of());
    file.add(
        "carol", Role.CLIENT, ApiKey.digest("carol-secret-0123"), List.of("expires=2020-01-01"));
    Map<String, String> settings = Map.of("katong.key-file", file.path().toString());
    try (RunningServer server = RunningServer.start(folder.resolve("home"), settings)) {
      assertThat(status(server, "alice-secret-0123")).isEqualTo(200);
      assertThat(status(server, "carol-secret-0123")).as("expired").isEqualTo(401);

      file.add("bob", Role.CLIENT, ApiKey.digest("bob-secret-012345"), List.of());
      file.remove("alice");
      await(server, "bob-secret-012345", 200);
      assertThat(status(server, "alice-secret-0123")).isEqualTo(401);

      Files.writeString(file.path(), "bob is broken\n");
      Thread.sleep(1_500);
      assertThat(status(server, "bob-secret-012345")).as("a broken file").isEqualTo(200);
      Files.delete(file.path());
      Thread.sleep(1_500);
      assertThat(status(server, "bob-secret-012345")).as("no file").isEqualTo(200);
      assertThat(server.get("/api/v1/jobs").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void service_withoutKeys_needsThemOnceThereIsAFile() throws Exception {
    Path home = folder.resolve("home");
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      assertThat(server.get("/api/v1/jobs").statusCode()).isEqualTo(200);
      new KeysFile(home.resolve("keys"))
          .add("alice", Role.CLIENT, ApiKey.digest("alice-secret-0123"), List.of());
      await(server, "alice-secret-wrong", 401);
      assertThat(server.get("/api/v1/jobs").statusCode()).isEqualTo(401);
      assertThat(status(server, "alice-secret-0123")).isEqualTo(200);
    }
  }

  private static int status(RunningServer server, String secret) throws Exception {
    return server.get("/api/v1/jobs", "Authorization", "Bearer " + secret).statusCode();
  }

  private static void await(RunningServer server, String secret, int status) throws Exception {
    for (int i = 0; i < TRIES && status(server, secret) != status; i++) {
      Thread.sleep(50);
    }
    assertThat(status(server, secret)).isEqualTo(status);
  }
}
