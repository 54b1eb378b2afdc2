package dev.katong.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2BGRA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.format.Exif;
import dev.katong.image.format.PhotoHeader;
import dev.katong.image.io.PictureStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The data of files about their pictures. */
class PictureMetadataTest {
  private static final String XMP = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">卡通</x:xmpmeta>";
  private static final byte[] EXIF =
      ExifCopy.of(CameraExif.tiff(ByteOrder.BIG_ENDIAN), false).orElseThrow();

  /** The mark before XMP (ISO 16684-3). */
  private static final Map<PictureFormat, String> BEFORE_XMP =
      Map.of(
          PictureFormat.PNG, "iTXtXML:com.adobe.xmp\0\0\0\0\0",
          PictureFormat.JPEG, "http://ns.adobe.com/xap/1.0/\0",
          PictureFormat.WEBP, "");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void encode_ofAnything_saysThatItIsSrgb(PictureFormat format) {
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131))) {
      byte[] file = PictureEncoder.encode(portrait.mat(), format, 90);
      EmbeddedMetadata found = header(file).attachments();
      assertThat(found.profile()).isEqualTo(IccProfiles.srgb());
      assertThat(found.exif()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PictureFormat.class,
      names = {"PNG", "JPEG"})
  void encode_ofGrey_saysNothingOfColours(PictureFormat format) {
    try (Mat grey = new Mat(9, 7, CV_8UC1)) {
      grey.data().put(new byte[63]);
      byte[] file = PictureEncoder.encode(grey, format, 90);
      assertThat(header(file).attachments().profile()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void encode_withMetadata_holdsItBesideTheSamePixels(PictureFormat format) {
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131))) {
      byte[] plain = PictureEncoder.encode(portrait.mat(), format, 90);
      byte[] file =
          PictureEncoder.encode(portrait.mat(), format, 90, new PictureMetadata(EXIF, XMP));
      PhotoHeader header = header(file);
      Exif exif = Objects.requireNonNull(header.attachments().exif());
      assertThat(exif.copyOf(ByteBuffer.wrap(file)).orElseThrow()).isEqualTo(EXIF);
      assertThat(new String(file, UTF_8)).contains(BEFORE_XMP.get(format) + XMP);
      assertThat(header.attachments().profile()).isEqualTo(IccProfiles.srgb());
      try (Photo one = Photo.decode(file, "with");
          Photo other = Photo.decode(plain, "without")) {
        PictureAssert.assertThat(one.mat()).differsAtMostBy(other.mat(), 0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void write_withMetadata_givesTheBytesOfEncode(PictureFormat format) throws IOException {
    Path file = folder.resolve("picture");
    PictureMetadata metadata = new PictureMetadata(EXIF, XMP);
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131))) {
      long open = Pointer.totalCount();
      PictureEncoder.write(portrait.mat(), file, format, 90, metadata);
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
      assertThat(PictureStream.isWhole(file, format)).isTrue();
      assertThat(Files.readAllBytes(file))
          .isEqualTo(PictureEncoder.encode(portrait.mat(), format, 90, metadata));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PictureFormat.class,
      names = {"PNG", "WEBP"})
  void encode_ofATransparentPicture_keepsIt(PictureFormat format) {
    try (Photo portrait = Photo.of(DrawnPortrait.draw(97, 131));
        Mat bgra = new Mat()) {
      cvtColor(portrait.mat(), bgra, COLOR_BGR2BGRA);
      bgra.ptr(5, 7).put(3, (byte) 100);
      byte[] file = PictureEncoder.encode(bgra, format, 100, new PictureMetadata(null, XMP));
      try (Photo found = Photo.decode(file, "picture")) {
        Mat alpha = found.transparency().orElseThrow().alpha();
        assertThat(alpha.ptr(5, 7).getUnsigned()).isEqualTo(100);
        assertThat(alpha.ptr(5, 8).getUnsigned()).isEqualTo(255);
      }
    }
  }

  private static PhotoHeader header(byte[] file) {
    return PhotoHeader.read(ByteBuffer.wrap(file), "picture");
  }
}
