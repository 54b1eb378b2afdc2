package dev.katong.image.format;

import dev.katong.image.CmykJpegDecoder;
import dev.katong.image.Refused;
import dev.katong.image.io.NativeStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.bytedeco.javacpp.BytePointer;

/**
 * The end-of-image marker of JPEGs without one, and the data before it. If the file is cut off,
 * decoders fill what is missing with grey and say nothing; if only the marker is missing, all
 * pixels are there.
 */
public final class JpegEnd {
  private static final byte MARKER = (byte) 0xff;
  private static final byte END_OF_IMAGE = (byte) 0xd9;

  /** Columns that are looked at; the decoder goes over all. */
  private static final int COLUMNS = 64;

  private JpegEnd() {}

  /**
   * A copy of the file with the marker at its end.
   *
   * @return closed by the caller
   * @throws Refused if data is missing too
   */
  public static BytePointer addedTo(BytePointer file) throws IOException {
    ByteBuffer bytes = file.asByteBuffer();
    boolean half = bytes.get(bytes.limit() - 1) == MARKER;
    BytePointer whole = new BytePointer(bytes.limit() + (half ? 1L : 2L));
    try {
      ByteBuffer copy = whole.asByteBuffer();
      copy.put(bytes);
      if (!half) {
        copy.put(MARKER);
      }
      copy.put(END_OF_IMAGE).flip();
      if (!complaints(copy).filter(List::isEmpty).isPresent()) {
        throw Refused.damaged("the end of the JPEG is missing");
      }
      return whole;
    } catch (IOException | RuntimeException e) {
      whole.close();
      throw e;
    }
  }

  /**
   * Passes if all data before the end is there and sound. Libjpeg draws on with what it finds, and
   * tells the standard error alone, without the photo's name.
   *
   * @param jpeg big-endian; bytes that mean nothing are changed in place, so that the decoder does
   *     not complain of them
   * @throws Refused if data is missing or wrong
   */
  public static void checkData(ByteBuffer jpeg) throws Refused {
    if (JpegScan.isWhole(jpeg)) {
      return;
    }
    List<String> complaints = complaints(jpeg.duplicate().rewind()).orElse(List.of());
    if (complaints.stream().anyMatch(JpegEnd::isOfData)) {
      throw Refused.damaged("data in the middle of the JPEG is missing or wrong");
    }
  }

  /**
   * True for libjpeg's sentences about compressed data, false for those about profiles and such.
   */
  private static boolean isOfData(String complaint) {
    return complaint.contains("Corrupt JPEG data") || complaint.contains("Premature end");
  }

  /** The complaints of Java's decoder, which goes over all data; empty if it cannot decode it. */
  private static Optional<List<String>> complaints(ByteBuffer jpeg) {
    List<String> complaints = new ArrayList<>();
    ImageReader reader = CmykJpegDecoder.javaReader();
    try (NativeStream stream = new NativeStream(jpeg)) {
      reader.addIIOReadWarningListener((source, complaint) -> complaints.add(complaint));
      reader.setInput(stream, false, true);
      ImageReadParam columns = reader.getDefaultReadParam();
      columns.setSourceSubsampling(Math.max(1, reader.getWidth(0) / COLUMNS), 1, 0, 0);
      reader.readRaster(0, columns);
      return Optional.of(complaints);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    } finally {
      reader.dispose();
    }
  }
}
