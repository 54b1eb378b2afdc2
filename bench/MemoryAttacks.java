import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/**
 * Attacks the memory of a service and measures, meanwhile, its heap and what a friendly client
 * notices: one small photo a second. Called by memory-attacks.sh.
 */
class MemoryAttacks {
  private static final String BOUNDARY = "----katong-attack";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static URI base;
  private static volatile boolean over;
  private static final Map<String, Integer> HOSTILE = new ConcurrentHashMap<>();
  private static final Map<String, Integer> FRIENDLY = new ConcurrentHashMap<>();
  private static final List<Double> SECONDS = Collections.synchronizedList(new ArrayList<>());
  private static volatile double heapPeak;

  public static void main(String[] arguments) throws Exception {
    String attack = arguments[0];
    base = URI.create(arguments[1]);
    byte[] photo = Files.readAllBytes(Path.of(arguments[2]));
    int seconds = Integer.parseInt(arguments[3]);
    List<Thread> threads = new ArrayList<>();
    switch (attack) {
      case "none" -> {}
      case "jobs" -> {
        byte[] small = noise(295, 280);
        for (int i = 0; i < 4; i++) {
          threads.add(thread(() -> post("/api/v1/jobs", () -> form("images", small, 999), HOSTILE)));
        }
      }
      case "pngs" -> {
        byte[] large = noise(2700, 2600);
        for (int i = 0; i < 32; i++) {
          threads.add(
              thread(() -> post("/api/v1/cartoonize", () -> form("image", large, 1), HOSTILE)));
        }
      }
      default -> throw new IllegalArgumentException("none, jobs or pngs, not " + attack);
    }
    threads.add(
        thread(
            () -> {
              long begin = System.nanoTime();
              if (post("/api/v1/cartoonize", () -> form("image", photo, 1), FRIENDLY) == 200) {
                SECONDS.add((System.nanoTime() - begin) / 1e9);
              }
              pause(1000);
            }));
    threads.add(
        thread(
            () -> {
              heapPeak = Math.max(heapPeak, heap());
              pause(250);
            }));
    Thread.sleep(seconds * 1000L);
    over = true;
    List<Double> sorted = new ArrayList<>(SECONDS);
    Collections.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%s: heap at most %.0f MB; friendly %s, median %.1f s, slowest %.1f s; hostile %s%n",
        attack,
        heapPeak / 1e6,
        new TreeMap<>(FRIENDLY),
        sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2),
        sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() - 1),
        new TreeMap<>(HOSTILE));
    System.exit(0);
  }

  private static Thread thread(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              while (!over) {
                work.run();
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static int post(String path, Supplier<BodyPublisher> body, Map<String, Integer> counts) {
    String outcome;
    int status = 0;
    try {
      HttpResponse<Void> reply =
          HTTP.send(
              HttpRequest.newBuilder(base.resolve(path))
                  .timeout(Duration.ofMinutes(5))
                  .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                  .POST(body.get())
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      status = reply.statusCode();
      outcome = Integer.toString(status);
    } catch (IOException e) {
      outcome = e.getClass().getSimpleName();
      pause(200);
    } catch (InterruptedException e) {
      return 0;
    }
    if (!over) {
      counts.merge(outcome, 1, Integer::sum);
    }
    if (status == 429) {
      pause(200);
    }
    return status;
  }

  /** A form with the same file so many times, which is made while it is sent. */
  private static BodyPublisher form(String field, byte[] file, int times) {
    byte[] head =
        ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field
                + "\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = ("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    long length = (long) times * (head.length + file.length + 2) + tail.length;
    List<InputStream> parts = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      parts.add(new ByteArrayInputStream(head));
      parts.add(new ByteArrayInputStream(file));
      parts.add(new ByteArrayInputStream(new byte[] {'\r', '\n'}));
    }
    parts.add(new ByteArrayInputStream(tail));
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(
            () -> new SequenceInputStream(Collections.enumeration(parts))),
        length);
  }

  private static byte[] noise(int width, int height) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    new Random(1).nextBytes(((DataBufferByte) picture.getRaster().getDataBuffer()).getData());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", file);
    return file.toByteArray();
  }

  /** The used bytes of the heap, as the service's metrics tell. */
  private static double heap() {
    try {
      return HTTP
          .send(
              HttpRequest.newBuilder(base.resolve("/actuator/prometheus"))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      return 0;
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      over = true;
    }
  }
}
