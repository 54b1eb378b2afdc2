package dev.katong.forge.pull;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends a stream that brings nothing for too long, by closing it: the JDK's HTTP client bounds the
 * time until an answer begins, but not the time between its bytes.
 */
final class Silence implements AutoCloseable {
  private final InputStream stream;
  private final Duration longest;
  private final AtomicLong lastHeard = new AtomicLong(System.nanoTime());
  private final Thread watch;
  private volatile boolean ended;

  private Silence(InputStream stream, Duration longest) {
    this.stream = stream;
    this.longest = longest;
    this.watch = new Thread(this::watch, "katong-download-watch");
    watch.setDaemon(true);
  }

  /** Watches a stream until this is closed. */
  static Silence over(InputStream stream, Duration longest) {
    Silence silence = new Silence(stream, longest);
    silence.watch.start();
    return silence;
  }

  /** The stream has brought something. */
  void heard() {
    lastHeard.set(System.nanoTime());
  }

  /** Whether the stream was closed because it was silent for too long. */
  boolean ended() {
    return ended;
  }

  private void watch() {
    try {
      while (true) {
        long left = longest.toNanos() - (System.nanoTime() - lastHeard.get());
        if (left <= 0) {
          ended = true;
          stream.close();
          return;
        }
        Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
      }
    } catch (InterruptedException e) {
      // The stream has ended by itself.
    } catch (IOException e) {
      // Whoever reads it hears of it.
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
