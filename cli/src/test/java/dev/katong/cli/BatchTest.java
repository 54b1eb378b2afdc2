package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.BadPhoto;
import dev.katong.photo.PictureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No photo is read to plan a batch, so empty files do. */
class BatchTest {
  @TempDir private Path folder;

  @Test
  void of_filesOfOneStem_givesEachItsOwnResult() throws IOException {
    Path photos = filled("photos", "a.jpg", "a.png", "b.webp");
    Batch batch = Batch.of(List.of(photos), folder.resolve("out"), null, "comic");
    assertThat(outputs(batch)).containsExactly("a-comic.png", "a-comic-2.png", "b-comic.png");
    assertThat(batch.items()).extracting(Batch.Item::number).containsExactly(1, 2, 3);
  }

  @Test
  void of_resultWithAPhotosName_takesAnother() throws IOException {
    Path photos = filled("photos", "a.png", "a-comic.png");
    List<Path> named = List.of(photos.resolve("a.png"), photos.resolve("a-comic.png"));
    Batch batch = Batch.of(named, null, null, "comic");
    assertThat(batch.items())
        .extracting(Batch.Item::output)
        .containsExactly(photos.resolve("a-comic-2.png"), photos.resolve("a-comic-comic.png"));
  }

  @Test
  void of_folderWithEarlierResults_doesNotTakeThemForPhotos() throws IOException {
    Path photos = filled("photos", "a.png", "a-comic.png", "b-comic.png");
    Batch batch = Batch.of(List.of(photos), null, null, "comic");
    assertThat(outputs(batch)).containsExactly("a-comic.png", "b-comic-comic.png");
  }

  @Test
  void of_folder_takesPhotosDirectlyInItInOrder() throws IOException {
    Path photos = filled("photos", "b.JPG", "a.jpeg", "notes.txt", "._b.jpg", "noending");
    filled("photos/inner", "c.jpg");
    Files.createDirectory(photos.resolve("folder.jpg"));
    Batch batch = Batch.of(List.of(photos), folder, PictureFormat.WEBP, "x");
    assertThat(outputs(batch)).containsExactly("a-x.webp", "b-x.webp");
  }

  @Test
  void of_folderWithoutPhotos_fails() throws IOException {
    Path empty = filled("empty", "notes.txt");
    assertThatThrownBy(() -> Batch.of(List.of(empty), null, null, "x"))
        .isInstanceOf(BadPhoto.class)
        .hasMessage("the folder " + empty + " holds no photos");
  }

  @Test
  void of_onePhotoWithoutOutput_liesBesideThePhoto() {
    assertThat(Batch.of(List.of(Path.of("a.jpg")), null, null, "x").items().get(0).output())
        .isEqualTo(Path.of("a-x.png"));
    assertThat(Batch.of(List.of(Path.of("in/a.b.jpg")), null, null, "x").items().get(0).output())
        .isEqualTo(Path.of("in/a.b-x.png"));
  }

  @Test
  void of_oneFile_hasTheFormatOfItsNameOrTheAskedOne() {
    Path out = folder.resolve("out.jpeg");
    List<Path> photo = List.of(folder.resolve("a.png"));
    assertThat(Batch.of(photo, out, null, "x").items().get(0).format())
        .isEqualTo(PictureFormat.JPEG);
    assertThat(Batch.of(photo, out, PictureFormat.PNG, "x").items().get(0))
        .isEqualTo(new Batch.Item(1, photo.get(0), out, PictureFormat.PNG));
  }

  @Test
  void of_outputNamedAsAnUnwrittenFormat_fails() {
    assertThatThrownBy(() -> Batch.of(List.of(Path.of("a.jpg")), Path.of("b.tiff"), null, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'b.tiff'");
  }

  @Test
  void of_severalPhotosIntoOneFile_fails() throws IOException {
    Path photos = filled("photos", "a.jpg");
    Path out = folder.resolve("out.png");
    for (List<Path> inputs :
        List.of(List.of(photos), List.of(photos.resolve("a.jpg"), photos.resolve("b.jpg")))) {
      assertThatThrownBy(() -> Batch.of(inputs, out, null, "x"))
          .isInstanceOf(BadOutput.class)
          .hasMessageContaining("name a folder");
    }
  }

  @Test
  void of_outputThatIsThePhoto_fails() throws IOException {
    Path photo = filled("photos", "a.png").resolve("a.png");
    for (Path same : List.of(photo, folder.resolve("photos/../photos/./a.png"))) {
      assertThatThrownBy(() -> Batch.of(List.of(photo), same, null, "x"))
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
            () -> Batch.of(List.of(photos.resolve("a.png")), link.resolve("a.png"), null, "x"))
        .isInstanceOf(BadOutput.class);
    List<Path> both = List.of(photos.resolve("a.png"), photos.resolve("a-x.png"));
    assertThat(outputs(Batch.of(both, link, null, "x"))).containsExactly("a-x-2.png", "a-x-x.png");
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
