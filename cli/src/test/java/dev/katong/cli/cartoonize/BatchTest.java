package dev.katong.cli.cartoonize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.BadPhoto;
import dev.katong.image.PictureFormat;
import dev.katong.image.archive.PhotoArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/** No photo is read to plan a batch, so empty files do. */
class BatchTest {
  @TempDir private Path folder;
  private final UnpackedZips zips = new UnpackedZips();

  @AfterEach
  void removeUnpacked() {
    zips.close();
  }

  @Test
  void of_filesOfOneStem_givesEachItsOwnResult() throws IOException {
    Path photos = filled("photos", "a.jpg", "a.png", "b.webp");
    Batch batch = batch(List.of(photos), folder.resolve("out"), null, "comic");
    assertThat(outputs(batch)).containsExactly("a-comic.png", "a-comic-2.png", "b-comic.png");
    assertThat(batch.items()).extracting(Batch.Item::number).containsExactly(1, 2, 3);
  }

  @Test
  void of_resultWithAPhotosName_takesAnother() throws IOException {
    Path photos = filled("photos", "a.png", "a-comic.png");
    List<Path> named = List.of(photos.resolve("a.png"), photos.resolve("a-comic.png"));
    Batch batch = batch(named, null, null, "comic");
    assertThat(batch.items())
        .extracting(Batch.Item::output)
        .containsExactly(photos.resolve("a-comic-2.png"), photos.resolve("a-comic-comic.png"));
  }

  @Test
  void of_folderWithEarlierResults_doesNotTakeThemForPhotos() throws IOException {
    Path photos = filled("photos", "a.png", "a-comic.png", "b-comic.png");
    Batch batch = batch(List.of(photos), null, null, "comic");
    assertThat(outputs(batch)).containsExactly("a-comic.png", "b-comic-comic.png");
  }

  @Test
  void of_folder_mirrorsAllThatIsBelowIt() throws IOException {
    Path photos = filled("photos", "b.JPG", "a.jpeg", "notes.txt", "._b.jpg", "noending");
    filled("photos/inner/deep", "a.jpg");
    filled("photos/.hidden", "d.jpg");
    Files.createDirectory(photos.resolve("folder.jpg"));
    Path out = folder.resolve("out");
    Batch batch = batch(List.of(photos), out, PictureFormat.WEBP, "x");
    assertThat(batch.items())
        .extracting(Batch.Item::output)
        .containsExactly(
            out.resolve("a-x.webp"), out.resolve("b-x.webp"), out.resolve("inner/deep/a-x.webp"));
    assertThat(batch(List.of(photos), null, null, "x").items().get(2).output())
        .isEqualTo(photos.resolve("inner/deep/a-x.png"));
  }

  @Test
  void of_zip_mirrorsItsFoldersAndLeavesOutWhatIsNoPhoto() throws IOException {
    Path zip = folder.resolve("photos.zip");
    byte[] photo = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    try (ZipOutputStream files = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("day2/a.jpg", "notes.txt", "day1/a.jpg")) {
        files.putNextEntry(new ZipEntry(name));
        files.write(name.endsWith(".txt") ? new byte[3] : photo);
      }
    }
    Path out = folder.resolve("out");
    Batch batch = batch(List.of(zip), out, null, "x");
    assertThat(batch.items())
        .extracting(Batch.Item::output)
        .containsExactly(out.resolve("day1/a-x.png"), out.resolve("day2/a-x.png"));
    assertThat(batch.items())
        .extracting(Batch.Item::shown)
        .containsExactly(zip.resolve("day1/a.jpg"), zip.resolve("day2/a.jpg"));
    assertThat(batch.items()).extracting(Batch.Item::input).allMatch(Files::isRegularFile);
    assertThat(zips.leftOut()).containsExactly(zip.resolve("notes.txt"));
    zips.close();
    assertThat(batch.items()).extracting(Batch.Item::input).noneMatch(Files::exists);
  }

  @Test
  void of_zip_leavesResultsThatAreThere() throws IOException {
    Path zip = zip("two-days.zip");
    Path out = folder.resolve("out");
    Files.write(filled("out/day1", "a-x.png").resolve("a-x.png"), new byte[] {1});
    assertThat(batch(List.of(zip), out, null, "x").items())
        .extracting(Batch.Item::done)
        .containsExactly(true, false);
  }

  @Test
  void of_zipWithoutOutput_asksForAFolder() throws IOException {
    Path zip = zip("two-days.zip");
    assertThatThrownBy(() -> batch(List.of(zip), null, null, "x"))
        .isInstanceOf(BadOutput.class)
        .hasMessageStartingWith("name a folder by -o for the cartoons of ");
  }

  @Test
  void of_encryptedZip_saysSo() throws IOException {
    Path zip = zip("encrypted.zip");
    assertThatThrownBy(() -> batch(List.of(zip), folder, null, "x"))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("is encrypted");
  }

  @Test
  void of_folder_leavesOutWhatSystemsLeaveInIt() throws IOException {
    Path photos = filled("photos", "a.MPO", "b.jfif", "c.heic", "Thumbs.db");
    filled("photos/@eaDir/a.MPO", "SYNOPHOTO_THUMB_M.jpg");
    filled("photos/.AppleDouble", "a.jpg");
    filled("photos/#recycle", "old.jpg");
    assertThat(outputs(batch(List.of(photos), folder.resolve("out"), null, "x")))
        .containsExactly("a-x.png", "b-x.png", "c-x.png");
  }

  @Test
  void of_folderWithoutPhotos_saysWhatWouldBeUsable() throws IOException {
    Path photos = filled("photos", "a.txt");
    assertThatThrownBy(() -> batch(List.of(photos), null, null, "x"))
        .isInstanceOf(BadPhoto.class)
        .hasMessageEndingWith("holds no photos; use JPEG, PNG, WebP, GIF, BMP or TIFF");
  }

  private Path zip(String name) throws IOException {
    try (InputStream in = PhotoArchive.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), Objects.requireNonNull(in, name).readAllBytes());
    }
  }

  @Test
  void of_outputInsideTheFolder_isNotLookedInto() throws IOException {
    Path photos = filled("photos", "a.jpg");
    Path out = filled("photos/out", "other.png");
    assertThat(outputs(batch(List.of(photos), out, null, "x"))).containsExactly("a-x.png");
  }

  @Test
  void of_folderWithResultsOfOtherStyles_doesNotTakeThemForPhotos() throws IOException {
    Path photos = filled("photos", "a.jpg", "a.png", "a-3d.png", "a-3d-2.png", "b-2.png");
    assertThat(outputs(batch(List.of(photos), null, null, "x")))
        .containsExactly("a-x.png", "a-x-2.png", "b-2-x.png");
  }

  @Test
  void of_folderWithContactSheets_doesNotTakeThemForPhotos() throws IOException {
    Path photos = filled("photos", "a.jpg", "sheet.png", "sheet-2.png");
    Batch.Request request = request(List.of(photos), null, null, "x");
    Batch.Request sheet =
        new Batch.Request(
            request.inputs(), null, null, "x", Set.of("x"), false, photos.resolve("sheet.png"));
    assertThat(outputs(Batch.of(sheet, zips))).containsExactly("a-x.png");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void of_folderWithLinks_followsThemOnce() throws IOException {
    Path photos = filled("photos", "a.jpg");
    Files.createSymbolicLink(photos.resolve("round"), photos);
    Files.createSymbolicLink(photos.resolve("nowhere.jpg"), folder.resolve("gone.jpg"));
    Files.createSymbolicLink(photos.resolve("there"), filled("elsewhere", "b.jpg"));
    assertThat(outputs(batch(List.of(photos), folder.resolve("out"), null, "x")))
        .containsExactly("a-x.png", "b-x.png");
  }

  @Test
  void of_pattern_takesWhatIsNamedSo() throws IOException {
    Path trip = filled("trip", "a.jpg", "b.png");
    filled("trip/day", "c.jpg", "d.jpeg");
    Path out = folder.resolve("out");
    assertThat(batch(List.of(trip.resolve("*.jpg")), out, null, "x").items())
        .extracting(Batch.Item::input)
        .containsExactly(trip.resolve("a.jpg"));
    assertThat(batch(List.of(trip.resolve("**/*.{jpg,jpeg}")), out, null, "x").items())
        .extracting(Batch.Item::output)
        .containsExactly(out.resolve("day/c-x.png"), out.resolve("day/d-x.png"));
    assertThat(outputs(batch(List.of(trip.resolve("**/*.jpg")), out, null, "x")))
        .containsExactly("a-x.png", "c-x.png");
    assertThatThrownBy(() -> batch(List.of(trip.resolve("*.webp")), out, null, "x"))
        .isInstanceOf(BadPhoto.class)
        .hasMessageContaining("*.webp'");
    assertThatThrownBy(() -> batch(List.of(trip.resolve("[a.jpg")), out, null, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neither a file nor a pattern");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void of_fileNamedLikeAPattern_isThatFile() throws IOException {
    Path photos = filled("photos", "a[1].jpg", "a1.jpg");
    assertThat(outputs(batch(List.of(photos.resolve("a[1].jpg")), null, null, "x")))
        .containsExactly("a[1]-x.png");
  }

  @Test
  void of_resultsThatAreThere_areDoneUnlessOlderThanTheirPhotos() throws IOException {
    Path photos = filled("photos", "a.jpg", "b.jpg", "c.jpg", "d.jpg");
    Path out = filled("out", "c-x.png");
    for (String made : List.of("a-x.png", "b-x.png")) {
      Files.writeString(out.resolve(made), "made");
    }
    Files.setLastModifiedTime(photos.resolve("b.jpg"), FileTime.from(Instant.now().plusSeconds(9)));
    assertThat(batch(List.of(photos), out, null, "x").items())
        .extracting(Batch.Item::done)
        .containsExactly(true, false, false, false);
    assertThat(batch(List.of(photos.resolve("a.jpg")), out, null, "x").items().get(0).done())
        .as("a photo that is named alone")
        .isFalse();
    Batch.Request again =
        new Batch.Request(List.of(photos.toString()), out, null, "x", Set.of("x"), true, null);
    assertThat(Batch.of(again, zips).items()).noneMatch(Batch.Item::done);
  }

  @Test
  void of_standardInput_goesToTheStandardOutputOrAFile() {
    List<Path> input = List.of(PhotoSearch.STANDARD);
    assertThat(batch(input, null, null, "x").items())
        .containsExactly(
            new Batch.Item(1, PhotoSearch.STANDARD, PhotoSearch.STANDARD, PictureFormat.PNG));
    assertThat(outputs(batch(input, folder, PictureFormat.JPEG, "x")))
        .containsExactly("stdin-x.jpg");
    assertThatThrownBy(() -> batch(List.of(PhotoSearch.STANDARD, folder), null, null, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alone");
  }

  @Test
  void of_folderWithoutPhotos_fails() throws IOException {
    Path empty = filled("empty", "notes.txt");
    assertThatThrownBy(() -> batch(List.of(empty), null, null, "x"))
        .isInstanceOf(BadPhoto.class)
        .hasMessage(
            "the folder " + empty + " holds no photos; use JPEG, PNG, WebP, GIF, BMP or TIFF");
  }

  @Test
  void of_onePhotoWithoutOutput_liesBesideThePhoto() {
    assertThat(batch(List.of(Path.of("a.jpg")), null, null, "x").items().get(0).output())
        .isEqualTo(Path.of("a-x.png"));
    assertThat(batch(List.of(Path.of("in/a.b.jpg")), null, null, "x").items().get(0).output())
        .isEqualTo(Path.of("in/a.b-x.png"));
  }

  @Test
  void of_oneFile_hasTheFormatOfItsNameOrTheAskedOne() {
    Path out = folder.resolve("out.jpeg");
    List<Path> photo = List.of(folder.resolve("a.png"));
    assertThat(batch(photo, out, null, "x").items().get(0).format()).isEqualTo(PictureFormat.JPEG);
    assertThat(batch(photo, out, PictureFormat.PNG, "x").items().get(0))
        .isEqualTo(new Batch.Item(1, photo.get(0), out, PictureFormat.PNG));
  }

  @Test
  void convert_ofAnOutputInAnUnwrittenFormat_fails() {
    assertThatThrownBy(() -> new Batch.Output().convert("b.tiff"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'b.tiff'");
  }

  @Test
  void of_severalPhotosIntoOneFile_fails() throws IOException {
    Path photos = filled("photos", "a.jpg");
    Path out = folder.resolve("out.png");
    for (List<Path> inputs :
        List.of(List.of(photos), List.of(photos.resolve("a.jpg"), photos.resolve("b.jpg")))) {
      assertThatThrownBy(() -> batch(inputs, out, null, "x"))
          .isInstanceOf(BadOutput.class)
          .hasMessageContaining("name a folder");
    }
  }

  @Test
  void of_outputThatIsThePhoto_fails() throws IOException {
    Path photo = filled("photos", "a.png").resolve("a.png");
    for (Path same : List.of(photo, folder.resolve("photos/../photos/./a.png"))) {
      assertThatThrownBy(() -> batch(List.of(photo), same, null, "x"))
          .isInstanceOf(BadOutput.class)
          .hasMessageContaining("would overwrite the photo");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void of_outputThatIsThePhotoByALink_isAnotherFile() throws IOException {
    Path photos = filled("photos", "a.png", "a-x.png");
    Path link = Files.createSymbolicLink(folder.resolve("link"), photos);
    assertThatThrownBy(
            () -> batch(List.of(photos.resolve("a.png")), link.resolve("a.png"), null, "x"))
        .isInstanceOf(BadOutput.class);
    List<Path> both = List.of(photos.resolve("a.png"), photos.resolve("a-x.png"));
    assertThat(outputs(batch(both, link, null, "x"))).containsExactly("a-x-2.png", "a-x-x.png");
  }

  private Batch batch(
      List<Path> inputs, @Nullable Path output, @Nullable PictureFormat format, String label) {
    return Batch.of(request(inputs, output, format, label), zips);
  }

  private static Batch.Request request(
      List<Path> inputs, @Nullable Path output, @Nullable PictureFormat format, String label) {
    return new Batch.Request(
        inputs.stream().map(Path::toString).toList(),
        output,
        format,
        label,
        Set.of(label, "3d"),
        false,
        null);
  }

  private static List<String> outputs(Batch batch) {
    return batch.items().stream().map(item -> item.output().getFileName().toString()).toList();
  }

  private Path filled(String name, String... files) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    for (String file : files) {
      Files.createFile(made.resolve(file));
    }
    return made;
  }
}
