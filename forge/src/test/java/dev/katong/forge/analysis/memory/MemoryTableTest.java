package dev.katong.forge.analysis.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.katong.fixture.TinyNetworks;
import dev.katong.forge.analysis.memory.MemoryTable.Row;
import dev.katong.image.PictureSize;
import dev.katong.memory.MemoryModel;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.plan.TileGrid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryTableTest {
  private static final int MEGABYTE = 1_000_000;

  @Test
  void rows_ofAnExactNetwork_keepWithinTheBudgetInTiles() {
    List<Row> rows = MemoryTable.rows(facts(Tiling.EXACT), Precision.FP32, 300 * MEGABYTE);
    assertThat(rows.stream().filter(row -> row.grid().isWhole()))
        .extracting(Row::side)
        .containsExactly(512, 1024, 1500, 2048, 4096);
    Row whole = rows.get(0);
    assertThat(whole.peak()).isEqualTo(10 * MEGABYTE + 600L * 512 * 512 + 3L * 512 * 512);
    Row tiled = rows.get(2);
    assertThat(tiled.grid().frame()).isEqualTo(new PictureSize(1024, 1024));
    long window = tiled.grid().window().pixels();
    assertThat(tiled.activations()).isEqualTo(600 * window);
    assertThat(tiled.buffers()).isEqualTo(3L * (2 * 1024 * 1024 + window));
    assertThat(rows.stream().filter(row -> !row.grid().isWhole()))
        .hasSize(4)
        .allMatch(
            row -> row.weights() + 600 * row.grid().window().pixels() <= 300 * MEGABYTE,
            "even the worst shape keeps within the budget");
  }

  @Test
  void rows_withABudgetTooSmall_haveNoTiles() {
    assertThat(MemoryTable.rows(facts(Tiling.EXACT), Precision.FP32, 11 * MEGABYTE))
        .allMatch(row -> row.grid().isWhole());
  }

  @Test
  void rows_ofANetworkThatNeedsTheWholeFrame_haveNoTiles() {
    assertThat(MemoryTable.rows(facts(Tiling.WHOLE), Precision.FP32, 300 * MEGABYTE))
        .hasSize(5)
        .allMatch(row -> row.grid().isWhole());
  }

  @Test
  void peak_ofARow_isWhatItReallyTakes() {
    assumeThat(ResidentMemory.now()).as("resident memory").isPresent();
    byte[] network = TinyNetworks.wide(24);
    PictureSize size = new PictureSize(800, 800);
    Row whole = new Row(800, Precision.FP32, TileGrid.whole(size), 0, 0, 0);
    Row tiled =
        new Row(
            800, Precision.FP32, TileGrid.within(size, 16, 4, 260 * 260).orElseThrow(), 0, 0, 0);
    assertThat(MemoryTrial.peak(network, whole))
        .satisfies(peak -> assertThat(peak.orElseThrow()).isGreaterThan(288L * 800 * 800));
    assertThat(MemoryTrial.peak(network, tiled))
        .satisfies(peak -> assertThat(peak.orElseThrow()).isGreaterThan(6L * 800 * 800));
  }

  @Test
  void peak_ofARowBeyondTheFreeMemory_isNotTried() {
    Row huge =
        new Row(
            4096,
            Precision.FP32,
            TileGrid.whole(new PictureSize(4096, 4096)),
            0,
            Long.MAX_VALUE / 2,
            0);
    assertThat(MemoryTrial.peak(TinyNetworks.wide(24), huge)).isEmpty();
  }

  private static NetworkFacts facts(Tiling tiling) {
    MemoryModel model = new MemoryModel(10 * MEGABYTE, 500, 600);
    return new NetworkFacts(
        tiling,
        4,
        4,
        64,
        1000,
        null,
        Map.of(Precision.FP32, 300.0),
        List.of(MeasuredMemory.here(Precision.FP32, model)));
  }
}
