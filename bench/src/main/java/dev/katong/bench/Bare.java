package dev.katong.bench;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.Options;
import dev.katong.Progress;
import dev.katong.image.Photo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws decoded photos one after the other, without a file, a queue or a service, and prints the
 * pictures by second: {@code java -cp katong.jar Bare.java STYLE RESOLUTION SECONDS PHOTO...}.
 */
public final class Bare {
  private Bare() {}

  public static void main(String[] a) {
    Options options = Options.builder().style(a[0]).resolution(Integer.parseInt(a[1])).build();
    int seconds = Integer.parseInt(a[2]);
    List<Photo> photos = new ArrayList<>();
    for (int i = 3; i < a.length; i++) {
      photos.add(Photo.decode(Path.of(a[i])));
    }
    try (Katong katong = Katong.open()) {
      for (Photo photo : photos) {
        katong.cartoonize(photo, options, Progress.NONE).close();
      }
      int drawn = 0;
      long start = System.nanoTime();
      while (System.nanoTime() - start < seconds * 1_000_000_000L) {
        try (Cartoon cartoon =
            katong.cartoonize(photos.get(drawn % photos.size()), options, Progress.NONE)) {
          drawn++;
        }
      }
      double passed = (System.nanoTime() - start) / 1e9;
      System.out.printf(Locale.ROOT, "bare engine  %.2f pictures/s%n", drawn / passed);
    } finally {
      photos.forEach(Photo::close);
    }
  }
}
