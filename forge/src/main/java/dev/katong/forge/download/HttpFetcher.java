package dev.katong.forge.download;

import dev.katong.Katong;
import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.Cancelled;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over HTTP and words what goes wrong. Follows redirects; uses the proxies that the
 * JVM was given ({@code https.proxyHost} and so on). Bodies are read with a stall timeout, which
 * the JDK's client lacks: it bounds only the time until a response begins.
 */
final class HttpFetcher {
  private static final String CHECK_NETWORK =
      "check the network; behind a proxy, tell Java of it:"
          + " KATONG_JAVA_OPTS='-Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT'";
  private static final String LATER = "try again later";
  private static final String RESUME = "repeat the call, and it continues where it stopped";
  private static final int PROXY_AUTHENTICATION = 407;

  /** The service is busy, or something between it and here. */
  private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429, 500, 502, 503, 504);

  private static final Set<Integer> REFUSALS = Set.of(401, 403, 451);

  private final HttpClient client;
  private final ExecutorService reader =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "katong-download");
            thread.setDaemon(true);
            return thread;
          });
  private final RetryPolicy policy;

  HttpFetcher(RetryPolicy policy) {
    this.policy = policy;
    // HTTP/2 gains nothing for a few large files.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(policy.connectTimeout())
            .build();
  }

  /**
   * Requests the resource at an address, whatever the answer.
   *
   * @param from the first byte that is wanted
   * @return its body is read by {@link #read} and closed by the caller
   */
  HttpResponse<InputStream> get(URI address, long from) throws TransientIOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("User-Agent", "katong/" + Katong.VERSION);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    // Not the request's own timeout: it keeps running after a redirect, and ends the body.
    Future<HttpResponse<InputStream>> response =
        client.sendAsync(request.build(), BodyHandlers.ofInputStream());
    return await(address, response, "%s gave no answer within %d s", LATER);
  }

  /** Reads the next bytes of a body; -1 at its end. */
  int read(URI address, InputStream body, byte[] buffer) throws TransientIOException {
    FutureTask<Integer> read = new FutureTask<>(() -> body.read(buffer));
    reader.execute(read);
    return await(address, read, "%s has sent nothing for %d s", RESUME);
  }

  private <T> T await(URI address, Future<T> result, String stalled, String advice)
      throws TransientIOException {
    try {
      return result.get(policy.stallTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      result.cancel(true);
      String message = stalled.formatted(host(address), policy.stallTimeout().toSeconds());
      throw new TransientIOException(message, advice, false, e);
    } catch (ExecutionException e) {
      throw failure(address, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("the download was stopped");
    }
  }

  private TransientIOException failure(URI address, @Nullable Throwable failure) {
    String host = host(address);
    if (failure instanceof HttpConnectTimeoutException) {
      return new TransientIOException(
          "%s cannot be reached: no connection within %d s"
              .formatted(host, policy.connectTimeout().toSeconds()),
          CHECK_NETWORK,
          true,
          failure);
    }
    if (failure instanceof ConnectException) {
      return new TransientIOException(
          "%s cannot be reached: %s".formatted(host, reason(failure)),
          CHECK_NETWORK,
          true,
          failure);
    }
    if (failure instanceof SSLException) {
      return new TransientIOException(
          "no secure connection to %s: %s".formatted(host, failure.getMessage()),
          "a proxy that inspects connections has a certificate that Java must trust"
              + " (-Djavax.net.ssl.trustStore=FILE in KATONG_JAVA_OPTS)",
          true,
          failure);
    }
    return broken(address, failure);
  }

  private static String reason(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "no address is known for that name";
      }
    }
    return failure.getMessage() == null ? "the connection was refused" : failure.getMessage();
  }

  /** The failure of a connection that broke while something was sent. */
  static TransientIOException broken(URI address, @Nullable Throwable cause) {
    return new TransientIOException(
        "the connection to " + host(address) + " broke", RESUME, false, cause);
  }

  /**
   * Passes if the service gives what was asked for.
   *
   * @param what was asked for
   * @param said the service's own explanation; empty if there is none
   * @throws BadDownload if asking again is of no use
   */
  static void checkStatus(int status, URI address, String what, String said)
      throws TransientIOException {
    if (status == 200 || status == 206) {
      return;
    }
    String host = host(address);
    String detail = said.isBlank() ? "" : ": " + said.strip();
    if (TRANSIENT.contains(status)) {
      throw new TransientIOException(host + " answers with status " + status + detail, LATER);
    }
    if (status == PROXY_AUTHENTICATION) {
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
  static String host(URI address) {
    return String.valueOf(address.getAuthority());
  }
}
