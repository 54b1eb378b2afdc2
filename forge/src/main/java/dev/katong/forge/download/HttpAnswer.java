package dev.katong.forge.download;

import dev.katong.Katong;
import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.Cancelled;
import dev.katong.forge.download.RetryPolicy.TransientFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An answer over HTTP, read with a stall timeout, with words for what goes wrong. Follows
 * redirects; uses the proxies that the JVM was given ({@code https.proxyHost} and so on).
 */
final class HttpAnswer implements AutoCloseable {
  private static final String CHECK_NETWORK =
      "check the network; behind a proxy, tell Java of it:"
          + " KATONG_JAVA_OPTS='-Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT'";
  private static final String LATER = "try again later";
  private static final String RESUME = "repeat the call, and it continues where it stopped";
  private static final int MOST_REDIRECTS = 10;

  private final URI address;
  private final String host;
  private final HttpURLConnection connection;
  private final int status;
  private final InputStream body;

  /**
   * Requests the resource at an address and waits for the answer, whatever it is.
   *
   * @param from the first byte that is wanted
   */
  static HttpAnswer to(URI address, long from, RetryPolicy policy) throws TransientFailure {
    HttpAnswer answer = new HttpAnswer(address, from, policy);
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      URI target = answer.redirect();
      if (target == null) {
        break;
      }
      answer.close();
      answer = new HttpAnswer(target, from, policy);
    }
    return answer;
  }

  private HttpAnswer(URI address, long from, RetryPolicy policy) throws TransientFailure {
    this.address = address;
    this.host = host(address);
    boolean connected = false;
    try {
      connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout((int) policy.connectTimeout().toMillis());
      connection.setReadTimeout((int) policy.stallTimeout().toMillis());
      // Redirects from http to https are not among those that it follows.
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("User-Agent", "katong/" + Katong.VERSION);
      connection.setRequestProperty("Connection", "close");
      if (from > 0) {
        connection.setRequestProperty("Range", "bytes=" + from + "-");
      }
      connection.connect();
      connected = true;
      status = connection.getResponseCode();
      InputStream given = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      body = given == null ? InputStream.nullInputStream() : given;
    } catch (IOException e) {
      throw connected ? broken(e) : unreachable(e);
    }
  }

  /** The address where the answer is; null if it is here, or would come over a less safe way. */
  private @Nullable URI redirect() {
    String location = connection.getHeaderField("Location");
    if (location == null || !List.of(301, 302, 303, 307, 308).contains(status)) {
      return null;
    }
    URI target = address.resolve(location);
    boolean safe = !"https".equals(address.getScheme()) || "https".equals(target.getScheme());
    return safe ? target : null;
  }

  private TransientFailure unreachable(IOException cause) {
    if (cause instanceof SSLException) {
      return new TransientFailure(
          "no secure connection to %s: %s".formatted(host, cause.getMessage()),
          "a proxy that inspects connections has a certificate that Java must trust"
              + " (-Djavax.net.ssl.trustStore=FILE in KATONG_JAVA_OPTS)",
          true,
          cause);
    }
    String reason =
        cause instanceof UnknownHostException
            ? "no address is known for that name"
            : cause.getMessage();
    return new TransientFailure(
        "%s cannot be reached: %s".formatted(host, reason), CHECK_NETWORK, true, cause);
  }

  /** The failure of a connection that broke while something was sent. */
  TransientFailure broken(@Nullable IOException cause) {
    String message =
        cause instanceof SocketTimeoutException
            ? "%s has sent nothing for %d s".formatted(host, connection.getReadTimeout() / 1000)
            : "the connection to " + host + " broke";
    return new TransientFailure(message, RESUME, false, cause);
  }

  /** The value of a header; empty without it. */
  String header(String name) {
    String value = connection.getHeaderField(name);
    return value == null ? "" : value;
  }

  int status() {
    return status;
  }

  /** Reads the next bytes of the body; -1 at its end. */
  int read(byte[] buffer) throws TransientFailure {
    if (Thread.currentThread().isInterrupted()) {
      throw new Cancelled("the download was stopped");
    }
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Reads the body, or its first bytes if it is longer. */
  byte[] readAll(int most) throws TransientFailure {
    try {
      return body.readNBytes(most);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /**
   * Passes if the service gives what was asked for.
   *
   * @param what was asked for
   * @param said the service's own explanation; empty if there is none
   * @throws BadDownload if asking again is of no use
   */
  void checkStatus(String what, String said) throws TransientFailure {
    String detail = said.isBlank() ? "" : ": " + said.strip();
    switch (status) {
      case 200, 206 -> {}
      case 408, 425, 429, 500, 502, 503, 504 ->
          throw new TransientFailure(
              host + " answers with status " + status + detail, LATER, false, null);
      case 407 ->
          throw new BadDownload(
              "the proxy wants to know who asks (status 407); use one that does not, or fetch the"
                  + " files by other means");
      case 401, 403, 451 ->
          throw new BadDownload(
              "%s refuses %s (status %d%s); %s may be private, or a proxy may stand between"
                  .formatted(host, what, status, detail, what));
      case 404, 410 ->
          throw new BadDownload(
              ("%s has no %s (status %d%s); it may have moved: look for it there, fetch its files"
                      + " and bring them in with 'import'")
                  .formatted(host, what, status, detail));
      default ->
          throw new BadDownload("%s answers with status %d%s".formatted(host, status, detail));
    }
  }

  /** Host and port, as messages name a service. */
  static String host(URI address) {
    return String.valueOf(address.getAuthority());
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
