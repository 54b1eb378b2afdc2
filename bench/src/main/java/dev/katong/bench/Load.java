package dev.katong.bench;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks a running service for cartoons, by so many clients at a time, each with its next request as
 * soon as it has its answer: {@code java Load.java URL STYLE RESOLUTION CLIENTS SECONDS PHOTO...}.
 * Before that it sends 3,000 photos that are refused: a service that has been up for a while has
 * its code for requests compiled, and so has this client. Prints clients, pictures by second,
 * median and 99th percentile in milliseconds, the medians of what the service says it spent at
 * networks and faces, of what its answers took beside all stages, and of what the way there and
 * back took, and answers other than 200.
 */
public final class Load {
  private static final String BOUNDARY = "----katong-load";
  private static final int WARM_UP = 3_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<double[]> answers = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger refused = new AtomicInteger();

  public static void main(String[] a) throws Exception {
    new Load()
        .run(
            a[0],
            a[1],
            a[2],
            Integer.parseInt(a[3]),
            Integer.parseInt(a[4]),
            Arrays.copyOfRange(a, 5, a.length));
  }

  private void run(
      String url, String style, String resolution, int clients, int seconds, String[] photos)
      throws Exception {
    List<byte[]> bodies = new ArrayList<>();
    for (String photo : photos) {
      bodies.add(body(style, resolution, Files.readAllBytes(Path.of(photo))));
    }
    byte[] damaged = body(style, resolution, new byte[100_000]);
    for (int i = 0; i < WARM_UP; i++) {
      post(url, damaged);
    }
    for (byte[] body : bodies) {
      ask(url, body, false);
    }
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    for (int i = 0; i < clients; i++) {
      var unused =
          threads.submit(
              () -> {
                while (System.nanoTime() < end) {
                  ask(url, bodies.get(next.getAndIncrement() % bodies.size()), true);
                }
                return null;
              });
    }
    threads.shutdown();
    threads.awaitTermination(seconds + 300, java.util.concurrent.TimeUnit.SECONDS);
    double passed = (System.nanoTime() - start) / 1e9;
    double[] millis = column(0);
    System.out.printf(
        Locale.ROOT,
        "%d clients  %.2f pictures/s  median %.0f ms  p99 %.0f ms  networks %.1f ms  overhead %.1f ms  way %.1f ms  refused %d%n",
        clients,
        millis.length / passed,
        quantile(millis, 0.5),
        quantile(millis, 0.99),
        quantile(column(1), 0.5),
        quantile(column(2), 0.5),
        quantile(column(3), 0.5),
        refused.get());
  }

  private void ask(String url, byte[] body, boolean counted) throws Exception {
    long start = System.nanoTime();
    HttpResponse<byte[]> answer = post(url, body);
    double millis = (System.nanoTime() - start) / 1e6;
    if (answer.statusCode() != 200) {
      refused.incrementAndGet();
    } else if (counted) {
      String timing = answer.headers().firstValue("Server-Timing").orElseThrow();
      // Faces are sought while the background is drawn.
      double networks =
          Math.max(stage(timing, "background"), stage(timing, "faces")) + stage(timing, "heads");
      double stages =
          networks
              + stage(timing, "queue")
              + stage(timing, "decode")
              + stage(timing, "load")
              + stage(timing, "fit")
              + stage(timing, "composite")
              + stage(timing, "encode");
      double total = stage(timing, "total");
      answers.add(new double[] {millis, networks, total - stages, millis - total});
    }
  }

  private HttpResponse<byte[]> post(String url, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/cartoonize"))
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static double stage(String timing, String name) {
    for (String part : timing.split(", ", -1)) {
      if (part.startsWith(name + ";dur=")) {
        return Double.parseDouble(part.substring(name.length() + 5));
      }
    }
    return 0;
  }

  private double[] column(int index) {
    return answers.stream().mapToDouble(answer -> answer[index]).sorted().toArray();
  }

  private static double quantile(double[] sorted, double q) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }

  private static byte[] body(String style, String resolution, byte[] photo) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String[] field :
        new String[][] {{"style", style}, {"resolution", resolution}, {"output_format", "jpg"}}) {
      out.writeBytes(
          ("--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\""
                  + field[0]
                  + "\"\r\n\r\n"
                  + field[1]
                  + "\r\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes(
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"p.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    out.writeBytes(photo);
    out.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
