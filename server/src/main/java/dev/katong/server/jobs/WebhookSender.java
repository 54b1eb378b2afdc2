package dev.katong.server.jobs;

import dev.katong.server.ServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends messages about the ends of jobs to webhooks, signed as in Standard Webhooks. Messages wait
 * in the database until an answer of 2xx comes, or too many tries have failed.
 *
 * @see <a href="https://www.standardwebhooks.com">standardwebhooks.com</a>
 */
final class WebhookSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  /**
   * The time after which a message is sent again if its sending was not finished, as after a kill.
   */
  private static final Duration LOST = Duration.ofMinutes(2);

  private static final int AT_ONCE = 8;

  /** The waits between tries. */
  private static final List<Duration> BACKOFF =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(6));

  private static final String SECRET_PREFIX = "whsec_";

  private final WebhookMessages messages;
  private final JobStore store;
  private final JobView view;
  private final JsonMapper json;
  private final WebhookPolicy policy;
  private final byte @Nullable [] secret;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "webhooks"));

  WebhookSender(
      WebhookMessages messages,
      JobStore store,
      JobView view,
      JsonMapper json,
      WebhookPolicy policy,
      ServerSettings.Webhook settings) {
    this.messages = messages;
    this.store = store;
    this.view = view;
    this.json = json;
    this.policy = policy;
    this.secret = settings.secret() == null ? null : key(settings.secret());
  }

  private static byte[] key(String secret) {
    return secret.startsWith(SECRET_PREFIX)
        ? Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()))
        : secret.getBytes(StandardCharsets.UTF_8);
  }

  void start() {
    if (secret != null) {
      var unused =
          clock.scheduleWithFixedDelay(this::sendDue, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void sendDue() {
    try {
      messages.claim(AT_ONCE, LOST).forEach(this::send);
    } catch (RuntimeException e) {
      LOG.warn("webhooks cannot be sent now: {}", e.getMessage());
    }
  }

  private void send(WebhookMessages.Message message) {
    Optional<Job> job = store.find(message.job()).filter(Job::isOver);
    if (job.isEmpty() || !policy.isAllowed(message.url())) {
      // Retried meanwhile, which ends with a message of its own; or no longer allowed.
      messages.remove(message);
      return;
    }
    http.sendAsync(request(message, job.get()), HttpResponse.BodyHandlers.discarding())
        .whenComplete((response, failure) -> answered(message, response, failure));
  }

  private record Body(String type, String timestamp, JobJson data) {}

  private HttpRequest request(WebhookMessages.Message message, Job job) {
    String id = "msg_" + message.id();
    Instant now = Instant.now();
    String text =
        json.writeValueAsString(
            new Body("job.ended", now.toString(), view.of(job, OptionalLong.empty())));
    return HttpRequest.newBuilder(URI.create(message.url()))
        .timeout(ANSWER)
        .header("Content-Type", "application/json")
        .header("User-Agent", "katong")
        .header("webhook-id", id)
        .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
        .header("webhook-signature", "v1," + signature(id, now.getEpochSecond(), text))
        .POST(HttpRequest.BodyPublishers.ofString(text))
        .build();
  }

  private String signature(String id, long seconds, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
      byte[] signed = (id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HmacSHA256", e);
    }
  }

  private void answered(
      WebhookMessages.Message message,
      @Nullable HttpResponse<Void> response,
      @Nullable Throwable failure) {
    boolean taken = response != null && response.statusCode() / 100 == 2;
    String answer = response != null ? "status " + response.statusCode() : String.valueOf(failure);
    try {
      // On the clock's thread: the client's own may be interrupted.
      clock.execute(() -> settle(message, taken, answer));
    } catch (RuntimeException e) {
      LOG.debug("the service is being stopped; {} is sent again", message.id());
    }
  }

  private void settle(WebhookMessages.Message message, boolean taken, String answer) {
    try {
      if (taken) {
        messages.remove(message);
      } else if (message.attempt() > BACKOFF.size()) {
        LOG.warn("the webhook of the job {} is given up: {}", message.job(), answer);
        messages.remove(message);
      } else {
        LOG.info("the webhook of the job {} is sent again later: {}", message.job(), answer);
        messages.postpone(message, BACKOFF.get(message.attempt() - 1));
      }
    } catch (RuntimeException e) {
      LOG.warn("the webhook of the job {} is sent again: {}", message.job(), e.getMessage());
    }
  }

  @Override
  public void close() {
    clock.shutdown();
    try {
      boolean unused = clock.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
