package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/** Clients that hang up in the middle, and what must hold after them. */
final class HangUps {
  private static final byte[] PHOTO = DrawnPhoto.png(120, 160);
  private static final Duration LONG = Duration.ofMinutes(3);

  private final Client client;
  private final List<String> jobs = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();

  /**
   * Clients of a service.
   *
   * @param client a friendly one
   */
  HangUps(Client client) {
    this.client = client;
  }

  static FormBody form(int photos) {
    FormBody form =
        new FormBody()
            .text("style", RunningServer.STYLE)
            .text("faces", "off")
            .text("resolution", "512");
    for (int i = 1; i <= photos; i++) {
      form.file("images", i + ".png", PHOTO);
    }
    return form;
  }

  /** Makes a job, as a friendly client. */
  String create(int photos) throws Exception {
    var reply = client.post("/api/v1/jobs", form(photos));
    assertThat(reply.statusCode()).as(Client.text(reply)).isEqualTo(202);
    String job = reply.headers().firstValue("Location").orElseThrow();
    jobs.add(job);
    return job;
  }

  /**
   * Sends requests of all kinds from several threads and cuts each at a random moment, while a
   * friendly client is served.
   *
   * @param served true if the friendly client must get all its answers
   */
  void run(long seed, int requests, boolean served) throws Exception {
    List<Thread> threads = new ArrayList<>();
    int clients = 8;
    for (int i = 0; i < clients; i++) {
      Random random = new Random(seed + i);
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < requests / clients; n++) {
                  hangUp(random);
                }
              });
      threads.add(thread);
      thread.start();
    }
    while (threads.stream().anyMatch(Thread::isAlive)) {
      try {
        friendly();
      } catch (IOException | AssertionError e) {
        if (served) {
          throw e;
        }
        return;
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(problems).isEmpty();
  }

  /** A job from its creation to its removal. */
  private void friendly() throws Exception {
    String job = create(1);
    jobs.remove(job);
    await(() -> over(client.json(job)));
    assertThat(client.get(job + "/pictures/1").statusCode()).isEqualTo(200);
    assertThat(client.get(job + "/zip").statusCode()).isEqualTo(200);
    assertThat(client.get("/api/v1/jobs").statusCode()).isEqualTo(200);
    assertThat(client.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    assertThat(client.delete(job).statusCode()).isEqualTo(204);
  }

  private void hangUp(Random random) {
    byte[] request = request(random);
    int sent = random.nextInt(3) == 0 ? random.nextInt(request.length) : request.length;
    try (Socket socket = new Socket("127.0.0.1", client.uri("/").getPort())) {
      // Half of the clients reset the connection, the others close it.
      if (random.nextBoolean()) {
        socket.setSoLinger(true, 0);
      }
      socket.getOutputStream().write(request, 0, sent);
      socket.getOutputStream().flush();
      Thread.sleep(random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(20));
      if (random.nextInt(3) == 0) {
        socket.setSoTimeout(200);
        InputStream in = socket.getInputStream();
        byte[] read = in.readNBytes(random.nextInt(1, 3000));
        String text = new String(read, StandardCharsets.ISO_8859_1);
        if (text.startsWith("HTTP/1.1 5")) {
          problems.add(text);
        }
      }
    } catch (IOException e) {
      // The service has closed the connection, or been killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] request(Random random) {
    List<String> known = List.copyOf(jobs);
    String job =
        known.isEmpty()
            ? "/api/v1/jobs/00000000-0000-0000-0000-000000000000"
            : known.get(random.nextInt(known.size()));
    return switch (random.nextInt(12)) {
      case 0, 1 -> post("/api/v1/jobs", form(random.nextInt(1, 6)));
      case 2 -> post("/api/v1/jobs", form(0).file("images", "a.zip", zip(random.nextInt(1, 6))));
      case 3 -> head("GET", "/api/v1/jobs", "");
      case 4 -> head("GET", job, "");
      case 5 -> head("GET", job + "/events", "");
      case 6 -> head("GET", job + "/pictures/1", "");
      case 7 -> head("GET", job + "/pictures/1/photo", "");
      case 8 -> head("GET", job + "/zip", "");
      case 9 -> head("POST", job + "/cancel", "Content-Length: 0\r\n");
      case 10 -> head("POST", job + "/retry", "Content-Length: 0\r\n");
      default -> {
        if (random.nextInt(3) > 0) {
          yield head("GET", "/api/v1/system", "");
        }
        jobs.remove(job);
        yield head("DELETE", job, "");
      }
    };
  }

  private static byte[] head(String method, String path, String headers) {
    return "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n"
        .formatted(method, path, headers)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] post(String path, FormBody form) {
    byte[] body = form.bytes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        head(
            "POST",
            path,
            "Content-Type: %s\r\nContent-Length: %d\r\n"
                .formatted(form.contentType(), body.length)));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private static byte[] zip(int photos) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < photos; i++) {
        zip.putNextEntry(new ZipEntry("day/" + i + ".png"));
        zip.write(PHOTO);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** Every job ends, has its pictures and their files; there are no other files. */
  Set<String> check(Path home) throws Exception {
    Path folder = home.resolve("jobs");
    await(() -> uploads(home).isEmpty());
    Set<String> ids = new HashSet<>();
    for (String id : list()) {
      ids.add(id);
      String job = "/api/v1/jobs/" + id;
      await(() -> over(client.json(job)));
      JsonNode ended = client.json(job);
      assertThat(ended.path("total").asInt()).as("%s", ended).isPositive();
      assertThat(ended.path("pictures").size()).isEqualTo(ended.path("total").asInt());
      for (JsonNode picture : ended.path("pictures")) {
        assertThat(picture.path("state").asString()).as("%s", picture).isNotEqualTo("failed");
        String name = "%05d".formatted(picture.path("number").asInt());
        assertThat(folder.resolve(id).resolve(name + ".photo")).hasBinaryContent(PHOTO);
        // A picture that was stopped and retried has another attempt's file.
        boolean drawn =
            files(folder.resolve(id)).stream()
                .anyMatch(file -> file.matches(name + ".*\\.cartoon"));
        assertThat(drawn).isEqualTo(picture.path("state").asString().equals("done"));
      }
    }
    await(
        () -> {
          Set<String> folders = files(folder);
          folders.removeIf(name -> name.contains(".db"));
          return folders.equals(new HashSet<>(list()));
        });
    // Some may have been created while others were looked at.
    return ids.equals(new HashSet<>(list())) ? ids : check(home);
  }

  private List<String> list() throws Exception {
    List<String> ids = new ArrayList<>();
    String next = null;
    do {
      JsonNode page = client.json("/api/v1/jobs?limit=20" + (next == null ? "" : "&after=" + next));
      page.path("jobs").forEach(job -> ids.add(job.path("id").asString()));
      next = page.has("next") ? page.path("next").asString() : null;
    } while (next != null);
    return ids;
  }

  /** The files of requests, in the folder of each process. */
  private static List<Path> uploads(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("uploads"), 2)) {
      return files.filter(file -> file.getNameCount() - home.getNameCount() == 3).toList();
    }
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new HashSet<>(files.map(file -> String.valueOf(file.getFileName())).toList());
    }
  }

  static boolean over(JsonNode job) {
    return job.path("waiting").asInt() + job.path("running").asInt() == 0;
  }

  /** A condition that may fail. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits, so long that only a hang takes longer. */
  static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited for %s", LONG).isLessThan(end);
      Thread.sleep(20);
    }
  }
}
