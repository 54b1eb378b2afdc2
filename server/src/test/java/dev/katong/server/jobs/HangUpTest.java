package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.RunningServer;
import dev.katong.server.fixture.ServerProcess;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code -Dkatong.hangups=500} as many requests as a release is tried with. */
class HangUpTest {
  private static final int REQUESTS = Integer.getInteger("katong.hangups", 160);
  private static final long SEED = Long.getLong("katong.seed", 15);

  @TempDir private Path home;

  @Test
  void requests_cutAtAnyMoment_leaveNothingAndDisturbNobody() throws Exception {
    Set<String> before;
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      HangUps clients = new HangUps(server);
      for (int i = 0; i < 6; i++) {
        clients.create(3);
      }
      clients.run(SEED, REQUESTS, true);
      before = clients.check(home);
    }
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      assertThat(new HangUps(server).check(home)).as("after a restart").isEqualTo(before);
    }
  }

  @Test
  void kill_atAnyMoment_leavesWholeJobsOnly() throws Exception {
    new StyleStore(new KatongHome(home).styles())
        .add(TinyNetworks.negativePack(RunningServer.STYLE), false);
    Random random = new Random(SEED);
    for (int round = 0; round < 2; round++) {
      try (ServerProcess server = ServerProcess.start(home)) {
        HangUps clients = new HangUps(new Client(server::uri));
        for (int i = 0; i < 2; i++) {
          clients.create(3);
        }
        Thread hostile =
            new Thread(
                () -> {
                  try {
                    clients.run(random.nextLong(), REQUESTS, false);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
        hostile.start();
        Thread.sleep(random.nextInt(200, 2500));
        server.kill();
        hostile.join();
      }
    }
    try (ServerProcess server = ServerProcess.start(home)) {
      assertThat(new HangUps(new Client(server::uri)).check(home)).isNotEmpty();
    }
  }
}
