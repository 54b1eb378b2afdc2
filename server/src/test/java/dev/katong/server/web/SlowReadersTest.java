package dev.katong.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RawConnection;
import dev.katong.server.fixture.RunningServer;
import io.netty.util.internal.PlatformDependent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowReadersTest {
  private static final int CLIENTS = 16;
  private static final long MOST_BYTES_EACH = 2 << 20;
  private static final int SIDE = 1024;
  private static final int SETTLE_MILLIS = 3000;

  @TempDir private Path home;

  /** Each zip is much larger than what systems keep of an answer that is not read. */
  @Test
  void zips_thatAreNotRead_holdNoMemory() throws Exception {
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      FormBody form = new FormBody().text("style", RunningServer.STYLE).text("resolution", "1024");
      byte[] noise = noise();
      for (int i = 0; i < 4; i++) {
        form.file("images", i + ".png", noise);
      }
      String job = server.post("/api/v1/jobs", form).headers().firstValue("Location").orElseThrow();
      server.awaitJob(job);
      byte[] zip = server.get(job + "/zip").body();
      assertThat(zip.length).isGreaterThan(10 << 20);

      long before = usedBytes();
      List<RawConnection> clients = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(RawConnection.withSmallBuffer(server).head("GET " + job + "/zip"));
        }
        Thread.sleep(SETTLE_MILLIS);
        assertThat(usedBytes() - before).isLessThan(CLIENTS * MOST_BYTES_EACH);
      } finally {
        for (RawConnection client : clients) {
          client.close();
        }
      }
      assertThat(server.get(job + "/zip").body()).isEqualTo(zip);
    }
  }

  private static long usedBytes() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + direct
        + PlatformDependent.usedDirectMemory();
  }

  private static byte[] noise() throws Exception {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, random.nextInt());
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
