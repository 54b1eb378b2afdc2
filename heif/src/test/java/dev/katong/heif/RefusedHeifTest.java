package dev.katong.heif;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadPhoto;
import dev.katong.heif.HeifFile.Coded;
import dev.katong.image.Photo;
import dev.katong.image.PhotoLimits;
import dev.katong.image.PhotoSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, made to do harm, or of kinds that would come out wrong. */
class RefusedHeifTest {
  private static final Coded HEVC = Coded.of("plain.heic");
  private static final Coded AV1 = Coded.of("plain.avif");
  private static final int MUTATIONS = 40;

  private static HeifFile plain() {
    return HeifFile.of(AV1, 96, 72);
  }

  private static HeifFile derived(String type) {
    return new HeifFile("heic")
        .item(1, type, new byte[20])
        .property(1, HeifFile.size(96, 72))
        .coded(2, HEVC, 96, 72)
        .coded(3, HEVC, 96, 72)
        .reference("dimg", 1, 2, 3);
  }

  /** Files with what their error says. */
  static Map<String, Supplier<HeifFile>> refused() {
    Map<String, Supplier<HeifFile>> files = new TreeMap<>();
    files.put("of pictures laid over each other", () -> derived("iovl"));
    files.put("of high dynamic range (a gain map)", () -> derived("tmap"));
    files.put("a turned copy of another picture", () -> derived("iden"));
    files.put("coded as 'jpeg'", () -> derived("jpeg"));
    files.put(
        "of high dynamic range (PQ)", () -> plain().property(1, HeifFile.nclx(9, 16, 9, true)));
    files.put(
        "of high dynamic range (HLG)", () -> plain().property(1, HeifFile.nclx(9, 18, 9, true)));
    files.put(
        "colours have a rare matrix (14",
        () -> plain().property(1, HeifFile.nclx(9, 14, 14, true)));
    files.put(
        "with the property 'xyz1'", () -> plain().essential(1, HeifFile.box("xyz1", new byte[4])));
    files.put(
        "with the property 'iscl'", () -> plain().property(1, HeifFile.box("iscl", new byte[12])));
    files.put("of several layers", () -> plain().property(1, HeifFile.box("a1lx", new byte[7])));
    files.put(
        "AVIF photo of several layers",
        () ->
            HeifFile.of(
                new Coded("av01", AV1.configuration(), HeifFile.joined(AV1.data(), AV1.data())),
                96,
                72));
    files.put(
        "HEIC photo of several layers",
        () ->
            HeifFile.of(
                new Coded("hvc1", HEVC.configuration(), HeifFile.joined(HEVC.data(), HEVC.data())),
                96,
                72));
    files.put(
        "a part of its picture is missing",
        () ->
            HeifFile.of(
                new Coded("hvc1", HEVC.configuration(), Arrays.copyOf(HEVC.data(), 900)), 96, 72));
    files.put(
        "transparency has another size or turn",
        () ->
            plain()
                .essential(1, HeifFile.turn(1))
                .coded(2, AV1, 96, 72)
                .property(
                    2,
                    HeifFile.full(
                        "auxC",
                        "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0".getBytes(ISO_8859_1)))
                .reference("auxl", 2, 1));
    files.put("its data is larger than its header says", () -> HeifFile.of(AV1, 40, 30));
    files.put("a tile has 96×72 pixels and not 128×128", () -> HeifFile.of(HEVC, 128, 128));
    files.put(
        "HEIC data cannot be decoded",
        () -> {
          byte[] broken = HEVC.configuration().clone();
          Arrays.fill(broken, 30, broken.length, (byte) 0xff);
          return HeifFile.of(new Coded("hvc1", broken, HEVC.data()), 96, 72);
        });
    files.put("it has no pixels", () -> HeifFile.of(AV1, 0, 72));
    files.put(
        "its size is missing",
        () -> new HeifFile("avif").item(1, "av01", AV1.data()).property(1, AV1.configurationBox()));
    files.put("its crop is larger", () -> plain().essential(1, HeifFile.crop(97, 72, 0, 0)));
    files.put(
        "its box 'av1C' is missing",
        () -> new HeifFile("avif").item(1, "av01", AV1.data()).property(1, HeifFile.size(96, 72)));
    files.put("its tiles do not fit its size", () -> HeifFile.grid(HEVC, 96, 72, 2, 2, 90, 70));
    files.put("its tiles are smaller", () -> HeifFile.grid(AV1, 32, 32, 2, 2, 60, 60));
    files.put(
        "it has 1 tiles and not 65536",
        () ->
            new HeifFile("heic")
                .inside(1, "grid", HeifFile.gridData(256, 256, 20000, 20000))
                .property(1, HeifFile.size(20000, 20000))
                .coded(2, HEVC, 96, 72)
                .reference("dimg", 1, 2));
    files.put(
        "of grids of grids",
        () ->
            new HeifFile("heic")
                .inside(1, "grid", HeifFile.gridData(1, 1, 96, 72))
                .property(1, HeifFile.size(96, 72))
                .reference("dimg", 1, 1));
    files.put(
        "its picture is missing",
        () -> new HeifFile("heic").item(1, "grid", HeifFile.gridData(1, 1, 96, 72)));
    files.put(
        "it shows only a small part",
        () ->
            HeifFile.grid(AV1, 96, 72, 100, 100, 9600, 7200)
                .essential(1, HeifFile.crop(10, 10, 0, 0)));
    files.put("has 9600×7200 pixels", () -> HeifFile.grid(AV1, 96, 72, 100, 100, 9600, 7200));
    return files;
  }

  static Iterable<String> sentences() {
    return refused().keySet();
  }

  @ParameterizedTest
  @MethodSource("sentences")
  void decode_ofAFileThatWouldComeOutWrong_saysWhy(String sentence) {
    byte[] file = Objects.requireNonNull(refused().get(sentence)).get().bytes();
    PhotoLimits limits = PhotoLimits.DEFAULTS.pixels(60_000_000);
    assertThatThrownBy(
            () -> {
              try (PhotoSource source = PhotoSource.of(file, "photo", limits)) {
                source.decode().close();
              }
            })
        .isInstanceOf(BadPhoto.class)
        .hasMessageStartingWith("photo ")
        .hasMessageContaining(sentence);
  }

  @Test
  void decode_ofAnEncodersHdr_isRefused() {
    assertThatThrownBy(() -> Photo.decode(HeifFile.resource("pq.avif"), "pq.avif").close())
        .hasMessage(
            "pq.avif is an AVIF photo of high dynamic range (PQ), which cannot be decoded here;"
                + " save it as JPEG or PNG");
  }

  @Test
  void decode_ofASequenceWithoutAStillPicture_isRefused() {
    byte[] file =
        HeifFile.joined(
            HeifFile.box("ftyp", "msf1\0\0\0\0hevc".getBytes(ISO_8859_1)),
            HeifFile.box("moov", new byte[100]));
    assertThatThrownBy(() -> Photo.decode(file, "photo").close())
        .hasMessageContaining("a sequence of pictures without a still one");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 0x7fffffff, -1})
  void decode_ofBoxesOfAnySize_isAPhotoOrAnError(int size) {
    byte[] file = plain().bytes();
    for (int at = 4; at < file.length - 4; at++) {
      if (isLetter(file[at]) && isLetter(file[at + 1]) && isLetter(file[at + 2])) {
        byte[] changed = file.clone();
        ByteBuffer.wrap(changed).putInt(at - 4, size);
        decodeOrRefuse(changed);
      }
    }
  }

  private static boolean isLetter(byte letter) {
    return letter >= 'a' && letter <= 'z';
  }

  /** Each box lies in the one before; only the outermost are looked into. */
  @Test
  void decode_ofBoxesInBoxes_isRefused() {
    byte[] inner = new byte[0];
    for (int i = 0; i < 2000; i++) {
      inner = HeifFile.full("meta", inner);
    }
    byte[] file =
        HeifFile.joined(HeifFile.box("ftyp", "heic\0\0\0\0mif1".getBytes(ISO_8859_1)), inner);
    assertThatThrownBy(() -> Photo.decode(file, "photo").close())
        .hasMessage("photo is damaged: its picture is missing");
  }

  @Test
  void decode_ofThousandsOfItems_isRefused() {
    HeifFile file = plain();
    for (int id = 2; id < 17_000; id++) {
      file.item(id, "mime", new byte[1]);
    }
    assertThatThrownBy(() -> Photo.decode(file.bytes(), "photo").close())
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("more than 16384");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpha.heic", "grid.avif", "placed.avif"})
  void decode_ofACutFile_isRefusedWithNothingLeftOpen(String name) {
    byte[] file = HeifFile.resource(name);
    decodeOrRefuse(file);
    long open = Pointer.totalCount();
    for (int length = 0; length < file.length; length += 61) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> Photo.decode(cut, "photo").close()).isInstanceOf(BadPhoto.class);
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain.heic", "alpha.heic", "deep.heic", "alpha.avif", "grid.avif", "placed.avif"})
  void decode_ofBytesChangedAtRandom_isAPhotoOrAnError(String name) {
    byte[] file = HeifFile.resource(name);
    decodeOrRefuse(file);
    long open = Pointer.totalCount();
    for (int seed = 0; seed < MUTATIONS; seed++) {
      decodeOrRefuse(changed(file, new Random(seed)));
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
  }

  /** A few bytes, in the header as often as in the data behind it. */
  static byte[] changed(byte[] file, Random random) {
    byte[] changed = file.clone();
    int header = new String(file, ISO_8859_1).indexOf("mdat");
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(random.nextBoolean() && header > 0 ? header : file.length);
      changed[at] = (byte) random.nextInt();
    }
    return changed;
  }

  static void decodeOrRefuse(byte[] file) {
    PhotoLimits limits = PhotoLimits.DEFAULTS.pixels(4_000_000);
    try (PhotoSource source = PhotoSource.of(file, "photo", limits);
        Photo photo = source.decode()) {
      assertThat(photo.width()).isEqualTo(source.width());
    } catch (BadPhoto e) {
      assertThat(e).hasMessageStartingWith("photo ");
    }
  }
}
