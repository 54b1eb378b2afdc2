package dev.katong.bench;

import java.awt.image.BufferedImage;
import java.io.File;
import javax.imageio.ImageIO;

/**
 * By how much two pictures of one size differ: the largest difference of a value, of 255, how many
 * values differ, and the ratio of signal to noise. Run it as {@code java Difference.java ONE
 * OTHER}.
 */
public final class Difference {
  public static void main(String[] files) throws Exception {
    BufferedImage one = ImageIO.read(new File(files[0]));
    BufferedImage other = ImageIO.read(new File(files[1]));
    if (one.getWidth() != other.getWidth() || one.getHeight() != other.getHeight()) {
      System.err.println("the pictures have different sizes");
      System.exit(1);
    }
    int largest = 0;
    long differing = 0;
    double squares = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        int a = one.getRGB(x, y);
        int b = other.getRGB(x, y);
        for (int shift = 0; shift < 24; shift += 8) {
          int difference = Math.abs((a >> shift & 255) - (b >> shift & 255));
          largest = Math.max(largest, difference);
          differing += difference > 0 ? 1 : 0;
          squares += (double) difference * difference;
        }
      }
    }
    long values = 3L * one.getWidth() * one.getHeight();
    System.out.printf(
        "largest difference %d of 255; %d of %d values differ; PSNR %s%n",
        largest,
        differing,
        values,
        squares == 0
            ? "without end"
            : "%.1f dB".formatted(10 * Math.log10(255.0 * 255 * values / squares)));
  }
}
