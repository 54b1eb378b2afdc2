package dev.katong.cli.cartoonize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongException.BadPhoto;
import dev.katong.MemoryUse;
import dev.katong.Plan;
import dev.katong.Report;
import dev.katong.Stage;
import dev.katong.cli.fixture.Documentation;
import dev.katong.face.Box;
import dev.katong.face.Face;
import dev.katong.face.Point;
import dev.katong.image.PictureFormat;
import dev.katong.image.PictureSize;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.plan.TileGrid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultLineTest {
  private static final Path PHOTO = Path.of("photo.jpg");
  private static final Batch.Item ITEM = new Batch.Item(1, PHOTO, PHOTO, PictureFormat.PNG);

  @Test
  void of_aCartoon_hasTheFieldsThatTheReferenceShows() throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    JsonNode shown = json.readTree(Documentation.block("json", "{"));
    JsonNode real = json.readTree(ResultLine.of(new PictureOutcome.Drawn(ITEM, report(), 1)));
    assertThat(shape(shown)).isEqualTo(shape(real));
  }

  @Test
  void of_aPictureThatWasNotMade_tellsWhy() {
    assertThat(ResultLine.of(new PictureOutcome.Skipped(ITEM)))
        .isEqualTo("{\"input\":\"photo.jpg\",\"output\":\"photo.jpg\",\"skipped\":true}");
    assertThat(ResultLine.of(new PictureOutcome.Failed(ITEM, new BadPhoto("it is cut"))))
        .isEqualTo(
            "{\"input\":\"photo.jpg\",\"error\":{\"kind\":\"bad-photo\",\"message\":\"it is cut\"}}");
  }

  @Test
  void of_aPhotoInAnArchive_namesTheArchive() {
    Path shown = Path.of("trip.zip/a.jpg");
    Batch.Item item =
        new Batch.Item(1, Path.of("unpacked/a.jpg"), shown, PHOTO, PictureFormat.PNG, false);
    assertThat(ResultLine.of(new PictureOutcome.Skipped(item)))
        .isEqualTo("{\"input\":\"trip.zip/a.jpg\",\"output\":\"photo.jpg\",\"skipped\":true}");
    assertThat(ResultLine.of(new PictureOutcome.Failed(item, new BadPhoto("it is cut"))))
        .startsWith("{\"input\":\"trip.zip/a.jpg\",");
  }

  @Test
  void of_aPlan_hasTheLinesThatTheReferenceShows() throws IOException {
    assertThat(Documentation.names(String.join("\n", PlanText.of(ITEM, plan()))))
        .isEqualTo(
            Documentation.names(Documentation.block("text", "$ ./katong cartoonize photo.jpg")));
  }

  private static Plan plan() {
    PictureSize size = new PictureSize(8, 8);
    return new Plan(
        "anime",
        "cpu",
        "full",
        Precision.FP32,
        size,
        size,
        size,
        Tiling.EXACT,
        TileGrid.whole(size),
        1,
        1,
        1,
        1);
  }

  private static Report report() {
    Face face = new Face(new Box(1, 2, 3, 4), 0.9, Collections.nCopies(5, new Point(1, 2)));
    Map<Stage, Double> millis = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      millis.put(stage, 1.0);
    }
    return new Report(
        "anime",
        8,
        8,
        List.of(face),
        millis,
        "cpu",
        "fp32",
        List.of(),
        plan(),
        new MemoryUse(1, OptionalLong.of(1)));
  }

  /** The names and kinds of all that a JSON value holds, in order, without the values. */
  private static String shape(JsonNode node) {
    if (node.isObject()) {
      return node.properties().stream()
          .map(field -> field.getKey() + ":" + shape(field.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (node.isArray()) {
      return node.valueStream()
          .map(ResultLineTest::shape)
          .collect(Collectors.joining(",", "[", "]"));
    }
    return node.isNumber() ? "number" : node.getNodeType().toString();
  }
}
