package dev.katong.forge.pull;

import dev.katong.Katong;
import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.Cancelled;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks services by HTTP, and says in words what goes wrong. Redirects are followed; proxies are
 * those that the JVM is told of ({@code https.proxyHost} and so on).
 */
final class HttpReader {
  private static final String ADVICE =
      "check the network; behind a proxy, tell Java of it:"
          + " KATONG_JAVA_OPTS='-Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT'";
  private static final String LATER = "try again later";
  private static final int PROXY_ASKS = 407;

  /** The service is busy, or something between it and here. */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private static final Set<Integer> REFUSALS = Set.of(401, 403, 451);

  private final HttpClient client;
  private final Patience patience;

  HttpReader(Patience patience) {
    this.patience = patience;
    // HTTP/2 gains nothing for a few large files.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience.connecting())
            .build();
  }

  /**
   * Asks for what lies at an address, whatever the answer.
   *
   * @param from the first byte that is wanted
   * @return its body is closed by the caller
   */
  HttpResponse<InputStream> get(URI address, long from) throws Disturbance {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("User-Agent", "katong/" + Katong.VERSION);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    // Not the request's own timeout: after a redirect it goes on, and ends the body.
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try {
      return answer.get(patience.silence().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new Disturbance(
          "%s gave no answer within %d s".formatted(place(address), patience.silence().toSeconds()),
          LATER,
          false,
          e);
    } catch (ExecutionException e) {
      throw disturbance(
          address, e.getCause() instanceof IOException known ? known : new IOException(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("the download was stopped");
    }
  }

  private Disturbance disturbance(URI address, IOException failure) {
    String host = place(address);
    if (failure instanceof HttpConnectTimeoutException) {
      return new Disturbance(
          "%s cannot be reached: no connection within %d s"
              .formatted(host, patience.connecting().toSeconds()),
          ADVICE,
          true,
          failure);
    }
    if (failure instanceof ConnectException) {
      return new Disturbance(
          "%s cannot be reached: %s".formatted(host, reason(failure)), ADVICE, true, failure);
    }
    if (failure instanceof SSLException) {
      return new Disturbance(
          "no secure connection to %s: %s".formatted(host, failure.getMessage()),
          "a proxy that looks into connections has a certificate that Java must be told of"
              + " (-Djavax.net.ssl.trustStore=FILE in KATONG_JAVA_OPTS)",
          true,
          failure);
    }
    return broken(address, failure);
  }

  private static String reason(IOException failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "no address is known for that name";
      }
    }
    return failure.getMessage() == null ? "the connection was refused" : failure.getMessage();
  }

  /** The connection broke while something was sent. */
  static Disturbance broken(URI address, @Nullable IOException failure) {
    return new Disturbance(
        "the connection to " + place(address) + " broke",
        "call the same again, and it goes on where it ended",
        false,
        failure == null ? new IOException("the stream ended too early") : failure);
  }

  /** The service has sent nothing for too long. */
  Disturbance silent(URI address) {
    return new Disturbance(
        "%s has sent nothing for %d s".formatted(place(address), patience.silence().toSeconds()),
        "call the same again, and it goes on where it ended");
  }

  /**
   * Passes if the service gives what was asked for.
   *
   * @param what was asked for
   * @param said what the service said of it; empty if nothing
   * @throws BadDownload if asking again is of no use
   */
  static void check(int status, URI address, String what, String said) throws Disturbance {
    if (status == 200 || status == 206) {
      return;
    }
    String host = place(address);
    String detail = said.isBlank() ? "" : ": " + said.strip();
    if (PASSING.contains(status)) {
      throw new Disturbance(host + " answers with status " + status + detail, LATER);
    }
    if (status == PROXY_ASKS) {
      throw new BadDownload(
          "the proxy wants to know who asks (status 407); use one that does not, or fetch the files"
              + " by other means");
    }
    if (REFUSALS.contains(status)) {
      throw new BadDownload(
          "%s refuses %s (status %d%s); %s may be private, or a proxy may stand between"
              .formatted(host, what, status, detail, what));
    }
    if (status == 404 || status == 410) {
      throw new BadDownload(
          "%s has no %s (status %d%s); it may have moved: look for it there, fetch its files and"
                  .formatted(host, what, status, detail)
              + " bring them in with 'import'");
    }
    throw new BadDownload("%s answers with status %d%s".formatted(host, status, detail));
  }

  /** Host and port, as messages name a service. */
  static String place(URI address) {
    return String.valueOf(address.getAuthority());
  }

  Patience patience() {
    return patience;
  }
}
