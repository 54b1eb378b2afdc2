package dev.katong.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.Main;
import dev.katong.server.security.ApiKey;
import dev.katong.server.security.KeysFile;
import dev.katong.server.security.Role;
import dev.katong.server.service.KeyLimits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyCommandTest {
  @TempDir private Path folder;
  private String out = "";
  private String err = "";

  private Path file() {
    return folder.resolve("below").resolve("keys");
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("key"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--keys", file().toString()));
    StringWriter told = new StringWriter();
    StringWriter failed = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(told)).setErr(new PrintWriter(failed));
    int code = command.execute(all.toArray(String[]::new));
    out = told.toString();
    err = failed.toString();
    return code;
  }

  private List<ApiKey> keys() throws Exception {
    return new KeysFile(file()).read(KeyLimits.NONE);
  }

  @Test
  void new_printsTheSecretOnceAndKeepsItsDigest() throws Exception {
    assertThat(run("new", "alice", "--admin", "--expires", "90d", "--jobs", "3")).isZero();
    String secret = out.strip();
    assertThat(secret).matches("katong_[A-Za-z0-9_-]{43}");

    ApiKey key = keys().get(0);
    assertThat(key.name()).isEqualTo("alice");
    assertThat(key.role()).isEqualTo(Role.ADMIN);
    assertThat(key.digest()).isEqualTo(ApiKey.digest(secret));
    assertThat(key.limits().jobs()).isEqualTo(3);
    assertThat(Duration.between(Instant.now(), Objects.requireNonNull(key.expires())))
        .isBetween(Duration.ofDays(89), Duration.ofDays(90));
    assertThat(Files.readString(file())).doesNotContain(secret);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void new_makesAFileForItsOwnerAlone() throws Exception {
    run("new", "alice");
    run("new", "bob");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(keys()).extracting(ApiKey::name).containsExactly("alice", "bob");
  }

  @Test
  void new_withANameThatIsTaken_saysSo() throws Exception {
    run("new", "alice");
    assertThat(run("new", "alice")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err).contains("there is a key 'alice'").contains("katong key remove alice");
    assertThat(keys()).hasSize(1);
  }

  @Test
  void new_withAWrongValue_saysWhichAndMakesNothing() {
    assertThat(run("new", "a b")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err).contains("a b");
    assertThat(run("new", "alice", "--expires", "soon")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err).contains("'soon' is not a time such as 12h");
    assertThat(run("new", "alice", "--requests", "x")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("new", "alice", "--bytes", "much")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(file()).doesNotExist();
  }

  @Test
  void remove_takesTheKeyAndLeavesTheRest() throws Exception {
    run("new", "alice");
    run("new", "bob");
    Files.writeString(file(), Files.readString(file()) + "# my note\n");
    assertThat(run("remove", "alice")).isZero();
    assertThat(keys()).extracting(ApiKey::name).containsExactly("bob");
    assertThat(Files.readString(file())).contains("# my note");
    assertThat(run("remove", "alice")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void list_showsNamesRolesAndExpiryWithoutSecrets() throws Exception {
    assertThat(run("list")).isZero();
    assertThat(out).contains("no keys");
    run("new", "alice", "--expires", "2020-01-01");
    String secret = out.strip();
    assertThat(run("list")).isZero();
    assertThat(out)
        .contains("alice")
        .contains("client")
        .contains("expired 2020-01-02")
        .doesNotContain(secret)
        .doesNotContain(keys().get(0).digest());
  }
}
