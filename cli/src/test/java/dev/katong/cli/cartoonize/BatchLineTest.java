package dev.katong.cli.cartoonize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongException.BadPhoto;
import dev.katong.Stage;
import dev.katong.cli.console.StatusLine;
import dev.katong.image.PictureFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchLineTest {
  private final StringWriter out = new StringWriter();
  private final StatusLine terminal = new StatusLine(new PrintWriter(out), true);

  @Test
  void begin_ofOnePicture_showsItsStage() {
    List<Batch.Item> items = items(1);
    BatchLine line = new BatchLine(terminal, false, items);
    line.begin(items.get(0)).at(Stage.BACKGROUND, 0.6);
    assertThat(out.toString()).contains("photo1.jpg ━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌ background");
  }

  @Test
  void begin_ofSeveralPictures_showsHowManyAreDone() {
    List<Batch.Item> items = items(4);
    BatchLine line = new BatchLine(terminal, false, items);
    line.end(items.get(0));
    line.begin(items.get(1)).at(Stage.DECODE, 0);
    assertThat(out.toString()).contains("━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 1 of 4");
  }

  @Test
  void begin_whereNothingMoves_showsNothing() {
    List<Batch.Item> items = items(2);
    BatchLine line = new BatchLine(new StatusLine(new PrintWriter(out), false), false, items);
    line.begin(items.get(0)).at(Stage.BACKGROUND, 0.6);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void sum_ofSeveralPictures_countsWhatBecameOfThem() {
    List<Batch.Item> items = items(3);
    BatchLine line = new BatchLine(terminal, false, items);
    line.tell(new PictureOutcome.Skipped(items.get(0)));
    line.tell(new PictureOutcome.Failed(items.get(1), new BadPhoto("no")));
    line.tell(new PictureOutcome.Skipped(items.get(2)));
    line.sum();
    assertThat(out.toString())
        .contains("0 drawn, 2 there already (--force draws them again), 1 failed in 0 s");
  }

  private static List<Batch.Item> items(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i ->
                new Batch.Item(
                    i, Path.of("photo" + i + ".jpg"), Path.of("out.png"), PictureFormat.PNG))
        .toList();
  }
}
