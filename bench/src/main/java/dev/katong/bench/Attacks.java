package dev.katong.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Attacks a service on this machine while a friendly client goes on asking for pictures, and prints
 * a row of a Markdown table: {@code java Attacks.java PORT PID HOME TMP PHOTO SECONDS ATTACK}.
 * {@code attacks.sh} starts the service, compiles this without a build and calls it; {@code list}
 * names the attacks. The keys are in the environment: FRIEND_KEY, HOSTILE_KEY and ADMIN_KEY, which
 * may read the metrics.
 */
@SuppressWarnings("NullAway") // no library is at hand, so nothing can be marked @Nullable
public final class Attacks {
  private static final String BOUNDARY = "----katong-attack";
  private static final String CARTOONIZE = "/api/v1/cartoonize";
  private static final String JOBS = "/api/v1/jobs";
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

  private static final String FRIEND = System.getenv("FRIEND_KEY");
  private static final String HOSTILE = System.getenv("HOSTILE_KEY");
  private static final String ADMIN = System.getenv("ADMIN_KEY");

  private final int port;
  private final long pid;
  private final Path home;
  private final Path temporary;
  private final byte[] photo;
  private final int seconds;

  private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean over = new AtomicBoolean();
  private final Map<String, Attack> attacks = new LinkedHashMap<>();

  /** The work of a hostile client, which ends by itself when the time is over. */
  private interface Attack {
    void run() throws Exception;
  }

  private Attacks(String[] a) throws IOException {
    port = Integer.parseInt(a[0]);
    pid = Long.parseLong(a[1]);
    home = Path.of(a[2]);
    temporary = Path.of(a[3]);
    photo = Files.readAllBytes(Path.of(a[4]));
    seconds = Integer.parseInt(a[5]);
    attacks.put("nothing", this::nothing);
    attacks.put("paths", this::paths);
    attacks.put("wrong-keys", this::wrongKeys);
    attacks.put("invalid-http", this::invalidHttp);
    attacks.put("huge-heads", this::hugeHeads);
    attacks.put("pipelined", this::pipelined);
    attacks.put("slow-heads", this::slowHeads);
    attacks.put("slow-uploads", this::slowUploads);
    attacks.put("slow-readers", this::slowReaders);
    attacks.put("event-streams", this::eventStreams);
    attacks.put("hang-ups", this::hangUps);
    attacks.put("chunked", this::chunked);
    attacks.put("zips", this::zips);
    attacks.put("surplus-png", this::surplusPng);
    attacks.put("unknown-fields", this::unknownFields);
    attacks.put("flood", this::flood);
    attacks.put("memory-singles", this::memorySingles);
    attacks.put("memory-jobs", this::memoryJobs);
  }

  public static void main(String[] a) throws Exception {
    if (a[0].equals("list")) {
      System.out.println(
          String.join(
              "\n", new Attacks(new String[] {"0", "0", ".", ".", a[1], "0"}).attacks.keySet()));
    } else if (a[6].equals("mixed")) {
      new Attacks(a).mixed();
    } else {
      new Attacks(a).single(a[6]);
    }
    System.exit(0);
  }

  // ------------------------------------------------------------------------------------- measuring

  private void single(String name) throws Exception {
    Friend friend = new Friend();
    friend.warmUp();
    Census before = settled(null);
    Watch watch = new Watch();
    Thread asking = start(friend::ask);
    Thread watching = start(watch::look);
    Thread ending =
        start(
            () -> {
              sleep(seconds * 1000L);
              over.set(true);
            });
    try {
      attacks.get(name).run();
    } catch (IOException e) {
      notes.add("attack: " + e.getMessage());
    }
    // The friend asks until the time is over, also where the attack ended before.
    ending.join();
    asking.join(TimeUnit.MINUTES.toMillis(3));
    watch.done.set(true);
    watching.join(5_000);
    removeJobs();
    Census after = settled(before);
    System.out.printf(
        "| %s | %s | %s | %s | %s | %s |%n",
        name, told(), friend, watch, after.against(before), String.join("; ", notes));
  }

  private String told() {
    return outcomes.isEmpty()
        ? "–"
        : new TreeMap<>(outcomes)
            .entrySet().stream()
                .map(one -> one.getKey() + " × " + one.getValue())
                .collect(Collectors.joining(", "));
  }

  /**
   * Hostile clients of all kinds, each in turn for a while, three at a time, beside two friends.
   */
  private void mixed() throws Exception {
    List<Friend> friends = List.of(new Friend(), new Friend());
    friends.get(0).warmUp();
    Census before = settled(null);
    Watch watch = new Watch();
    List<Thread> asking = new ArrayList<>();
    for (Friend friend : friends) {
      asking.add(start(friend::ask));
    }
    Friend batches = new Friend();
    asking.add(start(batches::askForJobs));
    Thread watching = start(watch::look);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<String> names = attacks.keySet().stream().filter(one -> !one.equals("nothing")).toList();
    List<Thread> hostile = new ArrayList<>();
    Map<String, Integer> begun = new ConcurrentHashMap<>();
    for (int i = 0; i < 3; i++) {
      Random random = new Random(i);
      hostile.add(
          start(
              () -> {
                while (System.nanoTime() < end) {
                  String name = names.get(random.nextInt(names.size()));
                  begun.merge(name, 1, Integer::sum);
                  // An attacker of its own, with a short time.
                  Attacks one =
                      new Attacks(
                          new String[] {
                            "" + port,
                            "" + pid,
                            "" + home,
                            "" + temporary,
                            System.getenv("PHOTO"),
                            "20"
                          });
                  Thread ending =
                      start(
                          () -> {
                            sleep(20_000);
                            one.over.set(true);
                          });
                  try {
                    one.attacks.get(name).run();
                  } catch (IOException e) {
                    notes.add(name + ": " + e.getMessage());
                  }
                  ending.join();
                  one.outcomes.forEach(
                      (outcome, count) -> outcomes.merge(outcome, count, Integer::sum));
                  removeJobs();
                }
              }));
    }
    while (System.nanoTime() < end && ProcessHandle.of(pid).isPresent()) {
      sleep(60_000);
      System.err.printf(
          "%d s left; friends: %s, %s; jobs: %s; heap and resident %s%n",
          TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime()),
          friends.get(0),
          friends.get(1),
          batches,
          watch);
    }
    over.set(true);
    for (Thread thread : hostile) {
      thread.join(TimeUnit.MINUTES.toMillis(2));
    }
    for (Thread thread : asking) {
      thread.join(TimeUnit.MINUTES.toMillis(3));
    }
    watch.done.set(true);
    watching.join(5_000);
    removeJobs();
    Friend all = new Friend();
    friends.forEach(all::add);
    System.out.printf("Hostile: %s. Answers to them: %s.%n%n", new TreeMap<>(begun), told());
    System.out.printf(
        "| friendly pictures: answered, sent away, failed; median, 95th percentile | friendly jobs | probe; heap; resident | afterwards |%n| --- | --- | --- | --- |%n");
    System.out.printf(
        "| %s | %s | %s | %s |%n", all, batches, watch, settled(before).against(before));
  }

  /** The status is 0 if there was no answer. */
  private record Reply(int status, byte[] body) {}

  /** A client as it should be: one picture after the other. */
  private final class Friend {
    private final HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sentAway = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    void warmUp() throws Exception {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      for (int i = 0; i < 5 && System.nanoTime() < end; i++) {
        askOnce();
      }
      millis.clear();
    }

    void ask() throws Exception {
      while (!over.get()) {
        askOnce();
        sleep(100);
      }
    }

    private void askOnce() throws Exception {
      long start = System.nanoTime();
      // Another quality each time: nothing is to be remembered.
      byte[] form =
          form(
              "image",
              photo,
              "resolution",
              "512",
              "output_format",
              "jpg",
              "quality",
              "" + ThreadLocalRandom.current().nextInt(50, 95));
      count(send(CARTOONIZE, form).status, start, 200);
    }

    private Reply send(String path, byte[] form) throws InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(150))
              .header("Authorization", "Bearer " + FRIEND);
      if (form != null) {
        request
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(HttpRequest.BodyPublishers.ofByteArray(form));
      }
      try {
        HttpResponse<byte[]> response =
            http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), response.body());
      } catch (IOException e) {
        notes.add("friend: " + e);
        return new Reply(0, new byte[0]);
      }
    }

    private void count(int status, long start, int good) throws InterruptedException {
      if (status == good) {
        millis.add((System.nanoTime() - start) / 1e6);
      } else if (status == 429 || status == 503) {
        sentAway.incrementAndGet();
        sleep(1000);
      } else {
        failed.incrementAndGet();
        notes.add("friend: status " + status);
        sleep(1000);
      }
    }

    /** Jobs of three pictures, each fetched whole and removed. */
    void askForJobs() throws Exception {
      byte[] form = formOfPhotos(3, "resolution", "512", "output_format", "jpg");
      while (!over.get()) {
        long start = System.nanoTime();
        Reply made = send(JOBS, form);
        Matcher id = ID.matcher(new String(made.body, StandardCharsets.UTF_8));
        if (made.status != 202 || !id.find()) {
          count(made.status, start, 202);
          continue;
        }
        String job = JOBS + "/" + id.group(1);
        String text;
        do {
          sleep(500);
          text = new String(send(job, null).body, StandardCharsets.UTF_8);
        } while (!over.get()
            && (text.contains("\"state\":\"running\"") || text.contains("\"state\":\"waiting\"")));
        if (!over.get()) {
          count(text.contains("\"done\":3") ? send(job + "/zip", null).status : 0, start, 200);
        }
        remove(job, FRIEND);
      }
    }

    void add(Friend other) {
      millis.addAll(other.millis);
      sentAway.addAndGet(other.sentAway.get());
      failed.addAndGet(other.failed.get());
    }

    @Override
    public String toString() {
      List<Double> sorted;
      synchronized (millis) {
        sorted = millis.stream().sorted().toList();
      }
      return String.format(
          Locale.ROOT,
          "%d, %d, %d; %.0f, %.0f ms",
          sorted.size(),
          sentAway.get(),
          failed.get(),
          quantile(sorted, 0.5),
          quantile(sorted, 0.95));
    }
  }

  private static double quantile(List<Double> sorted, double q) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(q * sorted.size())));
  }

  /** Looks at the service each half second: how long a probe takes, heap, resident memory. */
  private final class Watch {
    final AtomicBoolean done = new AtomicBoolean();
    private double slowest;
    private int unanswered;
    private double heap;
    private double resident;

    void look() {
      while (!done.get()) {
        long start = System.nanoTime();
        String status = ask(request("GET", "/actuator/health/readiness", null, ""), null);
        slowest = Math.max(slowest, (System.nanoTime() - start) / 1e6);
        if (!status.equals("200")) {
          unanswered++;
        }
        heap = Math.max(heap, sum(metrics(), "jvm_memory_used_bytes{area=\"heap\""));
        resident = Math.max(resident, kilobytes("VmRSS") * 1024);
        sleep(500);
      }
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.0f ms%s; %.0f MB; %.0f MB",
          slowest,
          unanswered == 0 ? "" : ", " + unanswered + " not answered",
          heap / 1e6,
          resident / 1e6);
    }
  }

  /** Counts files, descriptors and work. */
  private record Census(
      boolean up, long files, long bytes, long descriptors, double inFlight, double waiting) {
    String against(Census before) {
      if (!up) {
        return "**the service is down**";
      }
      List<String> left = new ArrayList<>();
      if (files > before.files) {
        left.add(
            "%d files, %d KB left".formatted(files - before.files, (bytes - before.bytes) / 1024));
      }
      if (descriptors > before.descriptors + 10) {
        left.add("%d descriptors more".formatted(descriptors - before.descriptors));
      }
      if (inFlight > 0) {
        left.add("%.0f in flight".formatted(inFlight));
      }
      if (waiting > 0) {
        left.add("%.0f waiting".formatted(waiting));
      }
      return left.isEmpty() ? "up, nothing left" : "up, **" + String.join(", ", left) + "**";
    }
  }

  /** The counts once all has ended, or after half a minute. */
  private Census settled(Census wanted) throws IOException {
    Census census = census();
    for (int i = 0; i < 60 && !isSettled(census, wanted); i++) {
      sleep(500);
      census = census();
    }
    return census;
  }

  private static boolean isSettled(Census now, Census wanted) {
    return now.up
        && now.inFlight == 0
        && now.waiting == 0
        && (wanted == null || now.against(wanted).equals("up, nothing left"));
  }

  private Census census() throws IOException {
    boolean up = ask(request("GET", "/actuator/health/readiness", null, ""), null).equals("200");
    String metrics = metrics();
    long[] files = {0, 0};
    for (Path folder : List.of(home, temporary)) {
      try (Stream<Path> all = Files.walk(folder)) {
        // The database grows by itself; libraries, samples and notes are the service's own.
        all.filter(Files::isRegularFile)
            .filter(
                file ->
                    !file.toString()
                        .matches(
                            ".*(\\.db|\\.so.*|\\.lock|/samples/.*|/native/.*|/memory.*|\\.json|/hsperfdata.*|/libopen.*)"))
            .forEach(
                file -> {
                  files[0]++;
                  files[1] += file.toFile().length();
                });
      } catch (java.io.UncheckedIOException e) {
        // One that was removed meanwhile.
      }
    }
    long descriptors = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      descriptors = open.count();
    } catch (IOException e) {
      up = false;
    }
    return new Census(
        up,
        files[0],
        files[1],
        descriptors,
        sum(metrics, "katong_queue_in_flight"),
        sum(metrics, "katong_queue_waiting"));
  }

  private String metrics() {
    try (Wire wire = new Wire()) {
      wire.send(request("GET", "/actuator/prometheus", ADMIN, "Connection: close\r\n"));
      return wire.rest();
    } catch (IOException e) {
      return "";
    }
  }

  private static double sum(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private double kilobytes(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith(name + ":"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Seconds of processor time that the service has taken so far. */
  private double processorSeconds() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(time -> time.toMillis() / 1000.0)
        .orElse(0.0);
  }

  // ----------------------------------------------------------------------------------------
  // attacks

  private void nothing() {}

  /** Guarded paths in every spelling that might pass for another path, without a key. */
  private void paths() throws Exception {
    List<String> guarded =
        List.of(
            "/api/v1/styles",
            "/api/v1/jobs",
            "/api/v1/system",
            "/v1/models",
            "/actuator/prometheus");
    List<String> spellings = new ArrayList<>();
    for (String path : guarded) {
      int second = path.indexOf('/', 1);
      String first = path.substring(0, second);
      String rest = path.substring(second);
      String letter = String.format("%%%02x", (int) path.charAt(1));
      spellings.addAll(
          List.of(
              path,
              path + "/",
              path + "?x=/actuator/health",
              path + ";x",
              path + ";jsessionid=1",
              path + "%20",
              path + "%00",
              path + ".json",
              path + "#",
              path + "%2f",
              path + "%3b",
              first + ";x" + rest,
              first + ";/" + rest.substring(1),
              first + "/;" + rest,
              first + ";x=/../.." + rest,
              "/;" + path,
              "/;x" + path,
              "/" + letter + path.substring(2),
              "/%25" + letter.substring(1) + path.substring(2),
              "/" + letter.toUpperCase(Locale.ROOT) + path.substring(2),
              "/" + path,
              "//" + path,
              first + "/" + rest,
              "/." + path,
              "/./" + path.substring(1),
              first + "/." + rest,
              "/x/.." + path,
              "/docs/../" + path.substring(1),
              "/x/..%2f" + path.substring(1),
              "/x/%2e%2e" + path,
              "/%2e" + path,
              "/x/.%2e" + path,
              "/x/..;" + path,
              "/%c0%ae" + path,
              "/%e0%80%af" + path.substring(1),
              path.toUpperCase(Locale.ROOT),
              first.toUpperCase(Locale.ROOT) + rest,
              path.replace("/", "%2f").replaceFirst("%2f", "/"),
              path.replace('/', '\\'),
              "/" + path.replace('/', '\\').substring(1),
              "/actuator/health/.." + rest,
              "/actuator/health/../.." + path,
              "/actuator/health/..;/.." + path,
              "/actuator/health%2f..%2f.." + path,
              "/index.html;" + path,
              "/index.html/.." + path,
              "http://127.0.0.1:" + port + path,
              "http://other.example" + path,
              "http:" + path,
              path + "%0d%0aX-API-Key:%20x",
              path + "/%2e",
              path + "/.",
              path + "/x/.."));
    }
    List<String> methods =
        List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "X");
    AtomicInteger next = new AtomicInteger();
    int all = spellings.size() * methods.size();
    // All of them, however long it takes.
    parallel(
        8,
        number -> {
          for (int i = next.getAndIncrement(); i < all; i = next.getAndIncrement()) {
            String method = methods.get(i % methods.size());
            String spelling = spellings.get(i / methods.size());
            String status = ask(request(method, spelling, null, "Content-Length: 0\r\n"), null);
            count(status);
            boolean page = spelling.startsWith("/index.html");
            // A preflight is answered without a key where origins are allowed; it tells nothing.
            if (status.startsWith("2") && !page && !method.equals("OPTIONS")) {
              notes.add("**" + method + " " + spelling + " → " + status + "**");
            }
          }
        });
    int tried = all;
    for (String headers :
        List.of(
            "X-API-Key: \r\n",
            "Authorization: Bearer \r\n",
            "Authorization: Bearer\r\n",
            "Authorization: Basic YTpi\r\n",
            "X-Original-URL: /actuator/health\r\n",
            "X-Rewrite-URL: /\r\n",
            "X-Forwarded-Prefix: /actuator/health\r\n",
            "X-Forwarded-For: 127.0.0.1\r\n",
            "X-HTTP-Method-Override: OPTIONS\r\n",
            "Origin: null\r\nAccess-Control-Request-Method: GET\r\n")) {
      tried++;
      String status = ask(request("GET", "/api/v1/styles", null, headers), null);
      count(status);
      if (status.startsWith("2")) {
        notes.add("**" + headers.strip() + " → " + status + "**");
      }
    }
    notes.add(tried + " spellings and headers");
  }

  /** Sixteen clients try keys as fast as they can. */
  private void wrongKeys() throws Exception {
    parallel(
        16,
        number -> {
          Random random = new Random(number);
          while (!over.get()) {
            try (Wire wire = new Wire()) {
              for (int i = 0; i < 200 && !over.get(); i++) {
                wire.send(
                    request(
                        "GET",
                        JOBS,
                        Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()),
                        ""));
                count(wire.reply());
              }
            } catch (IOException e) {
              count("closed");
            }
          }
        });
  }

  /** Requests that are not HTTP, or not quite. */
  private void invalidHttp() throws Exception {
    String host = "Host: 127.0.0.1\r\n";
    String key = "X-API-Key: " + HOSTILE + "\r\n";
    List<String> heads =
        List.of(
            "\r\n\r\n\r\n",
            "GET\r\n\r\n",
            "GET /\r\n\r\n",
            "GET / HTTP/9.9\r\n" + host + "\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET  /  HTTP/1.1\r\n" + host + "\r\n",
            "\0\0\0\0\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 a hello of TLS",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "CONNECT other.example:443 HTTP/1.1\r\n" + host + "\r\n",
            "OPTIONS * HTTP/1.1\r\n" + host + "\r\n",
            "GET / HTTP/1.1\r\n" + host + "No colon here\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + ": no name\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "A\0B: c\r\n\r\n",
            "GET / HTTP/1.1\n" + host + "\n",
            "GET / HTTP/1.1\r\n" + host + host + "\r\n",
            "GET /%zz HTTP/1.1\r\n" + host + "\r\n",
            "GET /a b c HTTP/1.1\r\n" + host + "\r\n",
            "GET /\u00ff\u00fe HTTP/1.1\r\n" + host + "\r\n",
            "GET / HTTP/1.1\r\n" + host + "Expect: a-miracle\r\n\r\n",
            "GET / HTTP/1.1\r\n"
                + host
                + "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
            "GET / HTTP/1.1\r\n"
                + host
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
            "GET / HTTP/1.1\r\n"
                + host
                + "Range: bytes=0-0,0-0,0-0,0-0,-1,99999999999999999999-\r\n\r\n",
            "GET /docs/index.html HTTP/1.1\r\n"
                + host
                + "Range: bytes="
                + "0-1,".repeat(1500)
                + "0-1\r\n\r\n");
    List<String> bodies =
        List.of(
            "Content-Length: -1\r\n\r\n",
            "Content-Length: 99999999999999999999\r\n\r\n",
            "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc",
            "Transfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n",
            "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc",
            "Transfer-Encoding: chunked\r\n\r\n3" + ";x".repeat(20_000) + "\r\nabc\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n0\r\n" + "X: y\r\n".repeat(5_000) + "\r\n",
            "Transfer-Encoding: gzip\r\n\r\nabc",
            "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
            "Content-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc",
            "Content-Type: multipart/form-data; boundary=\r\nContent-Length: 3\r\n\r\nabc",
            "Content-Type: multipart/form-data; boundary="
                + "b".repeat(5_000)
                + "\r\nContent-Length: 3\r\n\r\nabc",
            "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 8\r\n\r\n--b--\r\n\r",
            "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 60\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n--b--\r\n   ",
            "Content-Type: a/b/c\r\nContent-Length: 0\r\n\r\n",
            "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 20000\r\n\r\n--b\r\n"
                + "A: b\r\n".repeat(3_000));
    parallel(
        4,
        number -> {
          while (!over.get()) {
            for (String head : heads) {
              tryBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            }
            for (String body : bodies) {
              tryBytes(
                  ("POST " + CARTOONIZE + " HTTP/1.1\r\n" + host + key + body)
                      .getBytes(StandardCharsets.ISO_8859_1));
            }
            byte[] noise = new byte[4096];
            ThreadLocalRandom.current().nextBytes(noise);
            tryBytes(noise);
          }
        });
  }

  private void tryBytes(byte[] bytes) {
    if (over.get()) {
      return;
    }
    try (Wire wire = new Wire()) {
      wire.socket.setSoTimeout(1_000);
      wire.send(bytes);
      count(wire.reply());
    } catch (java.net.SocketTimeoutException e) {
      count("no answer within 1 s");
    } catch (IOException e) {
      count("closed");
    }
  }

  /** Heads of all sizes beyond what is usual. */
  private void hugeHeads() throws Exception {
    parallel(
        8,
        number -> {
          while (!over.get()) {
            count(ask(request("GET", "/" + "a".repeat(1 << 20), HOSTILE, ""), null));
            count(ask(request("GET", JOBS, HOSTILE, "X: " + "b".repeat(1 << 20) + "\r\n"), null));
            count(ask(request("GET", JOBS, HOSTILE, "X: y\r\n".repeat(20_000)), null));
            count(ask(request("GET", JOBS + "?" + "c=d&".repeat(200_000), HOSTILE, ""), null));
            count(
                ask(
                    request("GET", JOBS, HOSTILE, "Cookie: " + "e=f; ".repeat(100_000) + "\r\n"),
                    null));
            count(ask(request("GET", "/" + "a/".repeat(3_000), HOSTILE, ""), null));
            count(
                ask(
                    request(
                        "GET", JOBS, HOSTILE, "Accept: " + "a/b;q=0.1,".repeat(700) + "*/*\r\n"),
                    null));
            count(
                ask(
                    request(
                        "GET",
                        JOBS,
                        HOSTILE,
                        "Accept-Language: " + "a-b-c;q=0.1,".repeat(600) + "en\r\n"),
                    null));
          }
        });
  }

  /** Thousands of requests on one connection, before the first reply is read. */
  private void pipelined() throws Exception {
    parallel(
        16,
        number -> {
          byte[] many =
              request("GET", "/api/v1/styles", HOSTILE, "")
                  .repeat(200)
                  .getBytes(StandardCharsets.ISO_8859_1);
          while (!over.get()) {
            try (Wire wire = new Wire()) {
              wire.socket.setSoTimeout(2_000);
              Thread writer =
                  start(
                      () -> {
                        for (int i = 0; i < 25 && !over.get(); i++) {
                          wire.send(many);
                        }
                      });
              sleep(5_000);
              count(wire.reply());
              wire.reset();
              writer.join(2_000);
            } catch (IOException e) {
              count("closed");
            }
          }
        });
  }

  /** Heads that come a byte a second. */
  private void slowHeads() throws Exception {
    parallel(
        300,
        number -> {
          try (Wire wire = new Wire()) {
            wire.send("POST " + CARTOONIZE + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-");
            while (!over.get()) {
              sleep(1_000);
              wire.send("a");
            }
            count("held until the end");
          } catch (IOException e) {
            count("closed");
          }
        });
  }

  /** Uploads of a kilobyte a second, with a key. */
  private void slowUploads() throws Exception {
    byte[] form = form("image", photo, "resolution", "512");
    parallel(
        150,
        number -> {
          String path = number % 2 == 0 ? CARTOONIZE : JOBS;
          try (Wire wire = new Wire()) {
            wire.send(post(path, HOSTILE, form.length));
            for (int sent = 0; !over.get() && sent < form.length; sent += 1024) {
              wire.send(
                  java.util.Arrays.copyOfRange(form, sent, Math.min(form.length, sent + 1024)));
              sleep(1_000);
            }
            count("held until the end");
          } catch (IOException e) {
            count("closed");
          }
        });
  }

  /** Forty zips and forty pictures that are asked for and not read. */
  private void slowReaders() throws Exception {
    String job =
        job(
            formOfPhotos(
                12, "resolution", "1024", "output_format", "png", "style", "3d", "faces", "off"));
    if (job == null) {
      return;
    }
    for (int i = 0; i < 240 && !body("GET", job, HOSTILE).contains("\"done\":12"); i++) {
      sleep(500);
    }
    notes.add("a zip of " + body("GET", job + "/zip", HOSTILE).length() / 1_000_000 + " MB");
    // The time begins now: the job was only made for this.
    parallel(
        80,
        number -> {
          try (Wire wire = new Wire(2048)) {
            wire.send(
                request("GET", number < 40 ? job + "/zip" : job + "/pictures/1", HOSTILE, ""));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            InputStream in = wire.socket.getInputStream();
            while (System.nanoTime() < end) {
              sleep(1_000);
              if (number % 2 == 0 && in.read() < 0) {
                count("closed");
                return;
              }
            }
            count("held until the end");
          } catch (IOException e) {
            count("closed");
          }
        });
  }

  /**
   * Streams of events that are left open and not read, of jobs that go on and of jobs that ended.
   */
  private void eventStreams() throws Exception {
    String ended = job(form("images", new byte[10], "resolution", "512"));
    String running = job(formOfPhotos(6, "resolution", "1024"));
    if (ended == null || running == null) {
      return;
    }
    AtomicInteger asked = new AtomicInteger();
    parallel(
        64,
        number -> {
          // Half of them come and go, on a job that has ended.
          while (!over.get() && number % 2 == 0) {
            try (Wire wire = new Wire()) {
              wire.send(request("GET", ended + "/events", HOSTILE, ""));
              count(wire.reply());
              asked.incrementAndGet();
            } catch (IOException e) {
              count("closed");
            }
            sleep(20);
          }
          if (number % 2 == 1) {
            try (Wire wire = new Wire(2048)) {
              wire.send(request("GET", running + "/events", HOSTILE, ""));
              count(wire.reply());
              while (!over.get()) {
                sleep(200);
              }
            } catch (IOException e) {
              count("closed");
            }
          }
        });
    notes.add(asked.get() + " streams of an ended job");
  }

  /** Requests of every kind, each cut at a random moment. */
  private void hangUps() throws Exception {
    byte[] one = form("image", photo, "resolution", "512", "output_format", "jpg");
    byte[] many = formOfPhotos(3, "resolution", "512");
    AtomicInteger cut = new AtomicInteger();
    parallel(
        8,
        number -> {
          Random random = new Random(number);
          String job = null;
          while (!over.get()) {
            if (job == null || random.nextInt(10) == 0) {
              job = job(many);
            }
            String known = job == null ? JOBS + "/00000000-0000-0000-0000-000000000000" : job;
            byte[] request =
                switch (random.nextInt(12)) {
                  case 0 -> bytes(post(CARTOONIZE, HOSTILE, one.length), one);
                  case 1, 2 -> bytes(post(JOBS, HOSTILE, many.length), many);
                  case 3 -> bytes(post("/v1/images/edits", HOSTILE, one.length), one);
                  case 4, 5 ->
                      bytes(request("POST", known + "/cancel", HOSTILE, "Content-Length: 0\r\n"));
                  case 6 ->
                      bytes(request("POST", known + "/retry", HOSTILE, "Content-Length: 0\r\n"));
                  case 7 -> bytes(request("DELETE", known, HOSTILE, ""));
                  case 8 -> bytes(request("GET", known + "/zip", HOSTILE, ""));
                  case 9 -> bytes(request("GET", known + "/events", HOSTILE, ""));
                  case 10 -> bytes(request("GET", known, HOSTILE, ""));
                  default -> bytes(request("GET", JOBS, HOSTILE, ""));
                };
            int length = random.nextInt(4) == 0 ? random.nextInt(request.length) : request.length;
            try (Wire wire = new Wire()) {
              wire.send(java.util.Arrays.copyOf(request, length));
              sleep(random.nextInt(3) == 0 ? 0 : random.nextInt(300));
              if (random.nextBoolean()) {
                wire.reset();
              }
              cut.incrementAndGet();
            } catch (IOException e) {
              count("closed");
            }
          }
        });
    count("cut", cut.get());
  }

  /** Uploads without a length that never end. */
  private void chunked() throws Exception {
    byte[] noise = new byte[1 << 16];
    new Random(1).nextBytes(noise);
    byte[] chunk =
        bytes(
            Integer.toHexString(noise.length) + "\r\n",
            noise,
            "\r\n".getBytes(StandardCharsets.ISO_8859_1));
    AtomicLong most = new AtomicLong();
    parallel(
        4,
        number -> {
          for (int round = 0; !over.get(); round++) {
            String path =
                List.of(CARTOONIZE, "/v1/images/edits", JOBS, "/api/v1/styles/3d/load")
                    .get((number + round) % 4);
            long sent = 0;
            try (Wire wire = new Wire()) {
              String part =
                  "--"
                      + BOUNDARY
                      + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n";
              wire.send(
                  request(
                      "POST",
                      path,
                      HOSTILE,
                      "Content-Type: multipart/form-data; boundary="
                          + BOUNDARY
                          + "\r\nTransfer-Encoding: chunked\r\n"));
              wire.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
              while (!over.get() && wire.socket.getInputStream().available() == 0) {
                wire.send(chunk);
                sent += noise.length;
                long now = sent;
                if (path.equals(CARTOONIZE)) {
                  most.accumulateAndGet(now, Math::max);
                }
              }
              count(wire.reply());
            } catch (IOException e) {
              count("closed");
            }
          }
        });
    notes.add("at most %d MB taken by cartoonize".formatted(most.get() / 1_000_000));
  }

  /** Archives that are more than they seem. */
  private void zips() throws Exception {
    byte[] bomb = zip(1, 2L << 30, "a.png");
    byte[] small = zip(200, 2L << 20, "%05d.png");
    byte[] entries = zip(60_000, 0, "%05d.png");
    byte[] names = zip(50, 100, "../../../../tmp/katong-%05d.png");
    byte[] nested = zip(10, 2 << 20, "%05d.zip");
    byte[] cut = java.util.Arrays.copyOf(small, small.length / 2);
    Map<String, byte[]> archives = new LinkedHashMap<>();
    archives.put("2 MB → 2 GB", bomb);
    archives.put("200 × 2 MB of zeros", small);
    archives.put("60,000 entries", entries);
    archives.put("names with ..", names);
    archives.put("zips in a zip", nested);
    archives.put("cut", cut);
    notes.add("bomb of %d KB".formatted(bomb.length / 1024));
    parallel(
        4,
        number -> {
          while (!over.get()) {
            for (Map.Entry<String, byte[]> archive : archives.entrySet()) {
              if (over.get()) {
                return;
              }
              byte[] form = form("images", archive.getValue());
              count(archive.getKey() + ": " + ask(post(JOBS, HOSTILE, form.length), form));
            }
          }
        });
    if (Files.exists(Path.of("/tmp/katong-00000.png"))) {
      notes.add("**a file outside of the service's folder**");
    }
  }

  /** Small pictures followed by gigabytes of zeros; their clients leave at once. */
  private void surplusPng() throws Exception {
    byte[] form = form("image", surplus(100, 8 << 20));
    parallel(
        4,
        number -> {
          for (int i = 0; i < 3 && !over.get(); i++) {
            try (Wire wire = new Wire()) {
              wire.send(post(CARTOONIZE, HOSTILE, form.length));
              wire.send(form);
              wire.socket.setSoTimeout(2_000);
              count(wire.reply());
            } catch (IOException e) {
              count("left after 2 s");
            }
          }
        });
    double before = processorSeconds();
    sleep(5_000);
    notes.add(
        "%.1f s of processor time in the 5 s after they left, the friend's included"
            .formatted(processorSeconds() - before));
  }

  /** Forms of thousands of fields. */
  private void unknownFields() throws Exception {
    Object[] fields = new Object[10_000];
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = "field-" + i;
      fields[i + 1] = "x".repeat(100);
    }
    byte[] unknown = form(fields);
    Object[] same = new Object[2_000];
    for (int i = 0; i < same.length; i += 2) {
      same[i] = "style";
      same[i + 1] = "3d";
    }
    byte[] repeated = form(same);
    byte[] large = form("image", photo, "style", "y".repeat(8 << 20));
    byte[] longName = form("n".repeat(100_000), "x");
    parallel(
        8,
        number -> {
          while (!over.get()) {
            for (byte[] form : List.of(unknown, repeated, large, longName)) {
              for (String path : List.of(CARTOONIZE, JOBS, "/v1/images/edits")) {
                if (!over.get()) {
                  count(ask(post(path, HOSTILE, form.length), form));
                }
              }
            }
          }
        });
  }

  /** A hundred and fifty clients of one key, each with a picture as soon as it has its answer. */
  private void flood() throws Exception {
    byte[] form = form("image", photo, "resolution", "1024", "output_format", "png");
    parallel(
        150,
        number -> {
          while (!over.get()) {
            count(ask(post(CARTOONIZE, HOSTILE, form.length), form));
            sleep(50);
          }
        });
  }

  /** Thirty-two clients with a PNG of 21 MB each. */
  private void memorySingles() throws Exception {
    byte[] form = form("image", noise(2650), "resolution", "512", "output_format", "jpg");
    notes.add("%d MB each".formatted(form.length / 1_000_000));
    parallel(
        32,
        number -> {
          do {
            count(ask(post(CARTOONIZE, HOSTILE, form.length), form));
            sleep(500);
          } while (!over.get());
        });
  }

  /** Four clients with a job of 999 pictures of 250 KB each. */
  private void memoryJobs() throws Exception {
    byte[] small = noise(288);
    byte[] part =
        bytes(
            "--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"images\"; filename=\"a.png\"\r\n\r\n",
            small,
            new byte[] {'\r', '\n'});
    byte[] end = ("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
    notes.add("999 × %d KB each".formatted(small.length / 1024));
    parallel(
        4,
        number -> {
          do {
            try (Wire wire = new Wire()) {
              wire.socket.setSoTimeout(120_000);
              wire.send(post(JOBS, HOSTILE, 999L * part.length + end.length));
              for (int i = 0; i < 999; i++) {
                wire.send(part);
              }
              wire.send(end);
              count(wire.reply());
            } catch (IOException e) {
              count("closed");
            }
            removeJobs();
          } while (!over.get());
        });
  }

  // ------------------------------------------------------------------------------------ by the
  // wire

  /** A connection whose bytes are written by hand. */
  private final class Wire implements AutoCloseable {
    final Socket socket = new Socket();
    private final InputStream in;

    Wire() throws IOException {
      this(0);
    }

    Wire(int receiveBuffer) throws IOException {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      // Not one byte before it is asked for.
      in =
          receiveBuffer > 0
              ? socket.getInputStream()
              : new BufferedInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }

    /** The status of the next reply, whose body is passed over where its length is known. */
    String reply() throws IOException {
      return reply(false);
    }

    private String reply(boolean bodiless) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.length() < 32_768 && head.indexOf("\r\n\r\n") < 0) {
        int read = in.read();
        if (read < 0) {
          return head.isEmpty() ? "closed" : "cut off";
        }
        head.append((char) read);
      }
      Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
      if (!bodiless && length.find()) {
        in.skipNBytes(Long.parseLong(length.group(1)));
      }
      String[] words = head.toString().split("[ \r\n]", -1);
      return words.length > 1 ? words[1] : "no HTTP";
    }

    /** All that comes until the other side closes. */
    String rest() throws IOException {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Ends the connection as a crash does, without a farewell. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String request(String method, String path, String key, String headers) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        + (key == null ? "" : "X-API-Key: " + key + "\r\n")
        + headers
        + "\r\n";
  }

  private static String post(String path, String key, long length) {
    return request(
        "POST",
        path,
        key,
        "Content-Type: multipart/form-data; boundary="
            + BOUNDARY
            + "\r\nContent-Length: "
            + length
            + "\r\n");
  }

  /**
   * The status of the reply to a request on a connection of its own; what became of it if there is
   * none.
   */
  private String ask(String head, byte[] body) {
    try (Wire wire = new Wire()) {
      wire.socket.setSoTimeout(150_000);
      try {
        wire.send(head);
        if (body != null) {
          wire.send(body);
        }
      } catch (IOException e) {
        // Refused before all was sent: the reply may have come nevertheless.
      }
      return wire.reply(head.startsWith("HEAD "));
    } catch (java.net.ConnectException e) {
      return "not connected";
    } catch (java.net.SocketTimeoutException e) {
      return "no answer";
    } catch (IOException e) {
      return "closed";
    }
  }

  private String body(String method, String path, String key) {
    try (Wire wire = new Wire()) {
      wire.send(request(method, path, key, "Connection: close\r\nContent-Length: 0\r\n"));
      return wire.rest();
    } catch (IOException e) {
      return "";
    }
  }

  /** Makes a job; its path, null if it was refused. */
  private String job(byte[] form) {
    try (Wire wire = new Wire()) {
      wire.send(
          request(
              "POST",
              JOBS,
              HOSTILE,
              "Connection: close\r\nContent-Type: multipart/form-data; boundary="
                  + BOUNDARY
                  + "\r\nContent-Length: "
                  + form.length
                  + "\r\n"));
      wire.send(form);
      String reply = wire.rest();
      Matcher id = ID.matcher(reply);
      if (id.find()) {
        return JOBS + "/" + id.group(1);
      }
      count(
          "job: "
              + reply.lines().findFirst().orElse("closed").replaceFirst("HTTP/1.1 (\\d+).*", "$1"));
    } catch (IOException e) {
      count("job: closed");
    }
    return null;
  }

  private void removeJobs() {
    for (int round = 0; round < 20; round++) {
      Matcher id = ID.matcher(body("GET", JOBS, HOSTILE));
      if (!id.find()) {
        return;
      }
      do {
        remove(JOBS + "/" + id.group(1), HOSTILE);
      } while (id.find());
    }
  }

  private void remove(String job, String key) {
    body("DELETE", job, key);
  }

  private void count(String outcome) {
    count(outcome, 1);
  }

  private void count(String outcome, int times) {
    outcomes.merge(outcome, times, Integer::sum);
  }

  private interface Client {
    void run(int number) throws Exception;
  }

  private void parallel(int clients, Client client) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int number = i;
      threads.add(start(() -> client.run(number)));
    }
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(seconds + 180L));
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private Thread start(Work work) {
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                if (!over.get()) {
                  notes.add(e.toString());
                }
              }
            },
            "client",
            256 << 10);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ------------------------------------------------------------------------------------------
  // bytes

  private static byte[] bytes(String first, byte[]... others) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first.getBytes(StandardCharsets.ISO_8859_1));
    for (byte[] other : others) {
      out.writeBytes(other);
    }
    return out.toByteArray();
  }

  /** A form of names and values; bytes are files. */
  /** A form for a job: the photo as often as asked for, and other fields. */
  private byte[] formOfPhotos(int count, Object... others) {
    Object[] fields = new Object[2 * count + others.length];
    for (int i = 0; i < count; i++) {
      fields[2 * i] = "images";
      fields[2 * i + 1] = photo;
    }
    System.arraycopy(others, 0, fields, 2 * count, others.length);
    return form(fields);
  }

  private static byte[] form(Object... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      boolean file = fields[i + 1] instanceof byte[];
      out.writeBytes(
          ("--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\""
                  + fields[i]
                  + "\""
                  + (file ? "; filename=\"a.jpg\"" : "")
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      out.writeBytes(
          file
              ? (byte[]) fields[i + 1]
              : ((String) fields[i + 1]).getBytes(StandardCharsets.UTF_8));
      out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** An archive of entries of zeros. */
  private static byte[] zip(int entries, long bytes, String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < entries; i++) {
        zip.putNextEntry(new ZipEntry(String.format(name, i)));
        for (long left = bytes; left > 0; left -= zeros.length) {
          zip.write(zeros, 0, (int) Math.min(zeros.length, left));
        }
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  /** A square PNG of noise, stored as it is: three bytes a pixel. */
  private static byte[] noise(int side) {
    byte[] rows = new byte[side * (3 * side + 1)];
    new Random(side).nextBytes(rows);
    for (int row = 0; row < side; row++) {
      rows[row * (3 * side + 1)] = 0;
    }
    Deflater deflater = new Deflater(Deflater.NO_COMPRESSION);
    deflater.setInput(rows);
    deflater.finish();
    byte[] data = new byte[rows.length + rows.length / 1000 + 1000];
    int length = deflater.deflate(data);
    deflater.end();
    return png(side, java.util.Arrays.copyOf(data, length));
  }

  /**
   * A square PNG whose compressed data go on for some bytes after its last row, a thousand times as
   * many when inflated.
   */
  private static byte[] surplus(int side, int bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(flushed(deflater, new byte[side * (3 * side + 1)]));
    flushed(deflater, new byte[1 << 20]);
    // From here on each megabyte of zeros becomes the same bytes, which may be repeated.
    byte[] again = flushed(deflater, new byte[1 << 20]);
    while (data.size() < bytes) {
      data.writeBytes(again);
    }
    deflater.end();
    return png(side, data.toByteArray());
  }

  private static byte[] flushed(Deflater deflater, byte[] input) {
    deflater.setInput(input);
    byte[] out = new byte[input.length + 1024];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return java.util.Arrays.copyOf(out, length);
  }

  private static byte[] png(int side, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    out.writeBytes(
        chunk("IHDR", bytes("", number(side), number(side), new byte[] {8, 2, 0, 0, 0})));
    out.writeBytes(chunk("IDAT", data));
    out.writeBytes(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] named = bytes(type, data);
    CRC32 crc = new CRC32();
    crc.update(named);
    return bytes("", number(data.length), named, number((int) crc.getValue()));
  }

  private static byte[] number(int value) {
    return new byte[] {
      (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
    };
  }
}
